package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.rarebit.api.MessageUndeliverableException;
import org.rarebit.inmemory.InMemoryRpc;

/** The resource calls the bean by the bytes that would go over the wire, without broker and server. */
class GreetingTest {

  @Test
  void aGuestIsGreetedByName() {
    try (InMemoryRpc rpc = InMemoryRpc.serve(Greeter.TOPIC, new GreeterBean())) {
      assertEquals("Hello Ada", new GreetingResource(rpc).greet("Ada"));
    }
  }

  @Test
  void aTopicThatNobodyServesIsKnownAtOnce() {
    try (InMemoryRpc rpc = InMemoryRpc.serve("somebody_else", new GreeterBean())) {
      GreetingResource resource = new GreetingResource(rpc);

      assertThrows(MessageUndeliverableException.class, () -> resource.greet("Ada"));
    }
  }
}
