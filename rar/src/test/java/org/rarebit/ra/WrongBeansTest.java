package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.InvalidPropertyException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.Arg;
import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;
import org.rarebit.api.Target;
import org.rarebit.ra.inbound.RpcActivationSpec;

/** What is wrong with a bean fails its deployment, also where servers do not notice. */
class WrongBeansTest {

  private AdapterFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = AdapterFixture.start();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void aPropertyOfTheAnnotationThatDoesNotExistIsNamedWithAllElseThatIsWrong() {
    RpcActivationSpec spec = fixture.spec("node1"); // as a server sets it, without the unknown one
    spec.setPrefetch("many");

    assertThatThrownBy(() -> activate(spec, Misspelt.class, Misspelt::new))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessageStartingWith("RpcActivationSpec: there is no property \"maxConcurency\"")
        .hasMessageContaining(Misspelt.class.getName())
        .hasMessageContaining("maxConcurrency,")
        .hasMessageContaining("prefetch must be between 1 and 65535, but is many.");
    fixture.container().takeViolations();
  }

  @Test
  void whatServersTakeForThemselvesIsNoMisspelling() throws Exception {
    activate(fixture.spec("node1"), ForServers.class, ForServers::new);

    fixture.awaitConsumers("calculator", 1);
  }

  @Test
  void aBeanWhoseMethodAnotherOneHasIsRefusedAndTheOtherServesOn() throws Exception {
    fixture.serve();

    assertThatThrownBy(() -> activate(fixture.spec("node1"), Adding.class, Adding::new))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessageStartingWith("RpcActivationSpec: " + Adding.class.getName() + " and ")
        .hasMessageContaining(CalculatorBean.class.getName())
        .hasMessageContaining("both have add of server calculator@node1");
    try (var connection = fixture.connect()) {
      assertThat(connection.proxy(Calculator.class, Target.topic("calculator")).add(1, 1))
          .isEqualTo(2);
    }
  }

  @Test
  void theSameBeanOnceMoreIsAnotherDeploymentOfIt() throws Exception {
    fixture.serve();

    assertThatCode(fixture::serve).doesNotThrowAnyException();
  }

  private <T> void activate(RpcActivationSpec spec, Class<T> bean, Supplier<T> instances)
      throws ResourceException {
    fixture.container().activate(spec, fixture.container().endpoints(bean, instances));
  }

  /** Says one property wrongly. */
  @MessageDriven(
      messageListenerInterface = RpcListener.class,
      activationConfig = {
        @ActivationConfigProperty(propertyName = "topic", propertyValue = "calculator"),
        @ActivationConfigProperty(propertyName = "maxConcurency", propertyValue = "2")
      })
  public static class Misspelt implements RpcListener {
    @RpcMethod
    public String hello() {
      return "must not be served";
    }
  }

  /** Is not active by itself. */
  @MessageDriven(
      messageListenerInterface = RpcListener.class,
      activationConfig = {
        @ActivationConfigProperty(propertyName = "topic", propertyValue = "calculator"),
        @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "rarebit"),
        @ActivationConfigProperty(propertyName = "DeliveryActive", propertyValue = "false")
      })
  public static class ForServers implements RpcListener {
    @RpcMethod
    public String hello() {
      return "hello";
    }
  }

  /** Adds, as the calculator does. */
  public static class Adding implements RpcListener {
    @RpcMethod
    public long add(@Arg("a") long a, @Arg("b") long b) {
      return a - b;
    }
  }
}
