package org.rarebit.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.rarebit.api.MessageUndeliverableException;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.RpcContract;
import org.rarebit.api.RpcMethod;
import org.rarebit.api.Target;

/** Several beans: which one is called. */
class PlacesTest {

  /** Tells which bean it is. */
  record Named(String name) {
    @RpcMethod
    public String who() {
      return name;
    }

    @RpcMethod
    public String other() {
      return name;
    }
  }

  /** The first version. */
  @RpcContract(version = "1.0")
  interface First {
    String who();
  }

  /** The second version. */
  @RpcContract(version = "2.0")
  interface Second {
    String who();
  }

  /** In a namespace. */
  @RpcContract(namespace = "inner")
  interface Inner {
    String who();
  }

  private static @Nullable String who(RpcConnectionFactory rpc, Target target) {
    return rpc.client(target).request("who").call(String.class);
  }

  @Test
  void topicsHaveBeansOfTheirOwn() {
    try (InMemoryRpc rpc = InMemoryRpc.serve("here", new Named("a")).and("there", new Named("b"))) {
      assertThat(who(rpc, Target.topic("here"))).isEqualTo("a");
      assertThat(who(rpc, Target.topic("there"))).isEqualTo("b");
    }
  }

  @Test
  void beansOfOneTopicAreToldApartByNamespaceAndVersion() {
    First first = () -> "first";
    Second second = () -> "second";
    Inner inner = () -> "inner";
    try (InMemoryRpc rpc = InMemoryRpc.serve("all", first).and("all", second).and("all", inner)) {
      assertThat(rpc.proxy(First.class, Target.topic("all")).who()).isEqualTo("first");
      assertThat(rpc.proxy(Second.class, Target.topic("all")).who()).isEqualTo("second");
      assertThat(rpc.proxy(Inner.class, Target.topic("all")).who()).isEqualTo("inner");
    }
  }

  @Test
  void serversOfOneTopicTakeTurnsAndAreReachedByName() {
    Target topic = Target.topic("topic");
    try (InMemoryRpc rpc =
        InMemoryRpc.serve(topic.server("one"), new Named("a"))
            .and(topic.server("two"), new Named("b"))) {
      assertThat(List.of(who(rpc, topic), who(rpc, topic), who(rpc, topic)))
          .containsExactly("a", "b", "a");
      assertThat(who(rpc, topic.server("two"))).isEqualTo("b");
      assertThatThrownBy(() -> who(rpc, topic.server("three")))
          .isInstanceOf(MessageUndeliverableException.class);
    }
  }

  @Test
  void aFanoutReachesEveryServerOfItsTopicAndNoOther() {
    CalculatorBean one = new CalculatorBean();
    CalculatorBean two = new CalculatorBean();
    CalculatorBean other = new CalculatorBean();
    Target topic = Target.topic("calculator");
    try (InMemoryRpc rpc =
        InMemoryRpc.serve(topic.server("one"), one)
            .and(topic.server("two"), two)
            .and("other", other)) {
      rpc.proxy(Calculator.class, topic).refresh("now");

      assertThat(one.lines).containsExactly("now");
      assertThat(two.lines).containsExactly("now");
      assertThat(other.lines).isEmpty();
    }
  }

  @Test
  void anExchangeIsAPlaceOfItsOwn() {
    Target heat = Target.topic("engine").exchange("heat");
    try (InMemoryRpc rpc = InMemoryRpc.serve(heat, new Named("heat's"))) {
      assertThat(who(rpc, heat)).isEqualTo("heat's");
      assertThatThrownBy(() -> who(rpc, Target.topic("engine")))
          .isInstanceOf(MessageUndeliverableException.class);
    }
  }

  @Test
  void aBeanIsNotServedAtAVersion() {
    assertThatThrownBy(
            () -> InMemoryRpc.serve(Target.topic("topic").version("2.0"), new Named("a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("contract's");
  }
}
