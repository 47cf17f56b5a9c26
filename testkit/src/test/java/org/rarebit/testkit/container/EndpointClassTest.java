package org.rarebit.testkit.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.spi.endpoint.MessageEndpoint;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndpointClassTest {

  private final EchoBean bean = new EchoBean();
  private final List<String> called = new ArrayList<>();
  private final EchoBean endpoint =
      (EchoBean)
          EndpointClass.of(EchoBean.class)
              .newEndpoint(
                  (self, method, arguments) -> {
                    called.add(method.getName());
                    method.setAccessible(true);
                    return method.getDeclaringClass() == MessageEndpoint.class
                        ? null
                        : method.invoke(bean, arguments);
                  },
                  null);

  @Test
  void everyTypeOfArgumentAndResultIsPassedOn() {
    assertThat(
            endpoint.sum(
                (byte) 1,
                (short) 2,
                (char) 3,
                4,
                5L,
                6f,
                7d,
                true,
                new int[] {8},
                new String[] {"9"}))
        .isEqualTo(46d);
    assertThat(endpoint.not(true)).isFalse();
    assertThat(endpoint.next('a')).isEqualTo('b');
    assertThat(endpoint.half(3f)).isEqualTo(1.5f);
    assertThat(endpoint.reversed(1, 2)).containsExactly(2, 1);
    assertThat(called).containsExactly("sum", "not", "next", "half", "reversed");
  }

  @Test
  void methodsThatAreNotPublicArePassedOnToo() {
    bean.injected = "of the bean";

    assertThat(endpoint.guarded()).isEqualTo("of the bean");
    assertThat(endpoint.ofThePackage()).isEqualTo("of the bean");
  }

  @Test
  void defaultMethodRunsOnTheBean() {
    assertThat(endpoint.inherited()).isEqualTo("EchoBean");
  }

  @Test
  void finalMethodRunsOnTheEndpointItself() {
    bean.injected = "of the bean";

    assertThat(endpoint.unreachable()).isEqualTo("injected");
    assertThat(called).isEmpty();
  }

  @Test
  void endpointIsAMessageEndpoint() throws Exception {
    MessageEndpoint messageEndpoint = (MessageEndpoint) endpoint;

    messageEndpoint.beforeDelivery(EchoBean.class.getMethod("fail"));
    messageEndpoint.afterDelivery();
    messageEndpoint.release();

    assertThat(called).containsExactly("beforeDelivery", "afterDelivery", "release");
  }

  @Test
  void methodsAreFoundByTheBeanOrItsInterface() throws Exception {
    Method declared = WithDefault.class.getMethod("inherited");

    assertThat(EndpointClass.of(EchoBean.class).find(declared)).isEqualTo(declared);
    assertThat(EndpointClass.of(EchoBean.class).find(EchoBean.class.getMethod("unreachable")))
        .isNull();
  }

  @Test
  void aBeanThatCallsItsOwnMethodsInTheConstructorIsMade() {
    Object made = EndpointClass.of(Talkative.class).newEndpoint((self, method, args) -> 0, null);

    assertThat(made).isInstanceOf(Talkative.class);
  }

  @Test
  void classThatCannotBeABeanIsRefused() {
    assertThatThrownBy(() -> EndpointClass.of(String.class)).hasMessageContaining("final");
    assertThatThrownBy(() -> EndpointClass.of(Number.class)).hasMessageContaining("abstract");
    assertThatThrownBy(() -> EndpointClass.of(Hidden.class)).hasMessageContaining("private");
    assertThatThrownBy(() -> EndpointClass.of(Integer[].class)).isNotNull();
  }

  static class Talkative {
    Talkative() {
      talk();
    }

    int talk() {
      return 1;
    }
  }

  static class Hidden {
    private Hidden() {}
  }
}
