package org.rarebit.manual;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.rarebit.api.Arg;
import org.rarebit.api.RpcContract;
import org.rarebit.api.RpcListener;
import org.rarebit.api.Target;
import org.rarebit.inmemory.InMemoryRpc;

/** The first snippet of docs/testkit.md. */
class GreeterTest {

  /** Called. */
  @RpcContract
  public interface Greeter {
    String greet(@Arg("name") String name);
  }

  /** Serves. */
  public static class GreeterBean implements RpcListener, Greeter {
    @Override
    public String greet(String name) {
      return "Hello " + name;
    }
  }

  @Test
  void everybodyIsGreetedByName() {
    try (InMemoryRpc rpc = InMemoryRpc.serve("greeter", new GreeterBean())) {
      Greeter greeter = rpc.proxy(Greeter.class, Target.topic("greeter"));

      assertThat(greeter.greet("Ada")).isEqualTo("Hello Ada");
    }
  }
}
