package org.rarebit.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.inject.Inject;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ResourceAllocationException;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import javax.naming.NameNotFoundException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.ConnectionLostException;
import org.rarebit.api.MessagingException;
import org.rarebit.api.RpcClient;
import org.rarebit.api.UncheckedMessagingException;

class NoConnectionTest {

  private static final String NAME = "java:app/another/rpc";

  @Dependent
  static class Caller {
    @Inject
    @RpcTarget(topic = "calculator", lookup = NAME)
    Calculator calculator;

    @Inject
    @RpcTarget(topic = "calculator", lookup = NAME)
    RpcClient client;
  }

  private SeContainer container;
  private Caller caller;

  @BeforeEach
  void start() {
    container = Containers.of(Caller.class);
    caller = Containers.get(container, Caller.class);
  }

  @AfterEach
  void stop() {
    container.close();
    TestNaming.clear();
  }

  @Test
  void aNameThatIsNotBoundIsNamedByTheFirstCall() {
    assertThatThrownBy(() -> caller.calculator.add(1, 1))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("\"" + NAME + "\"")
        .hasMessageContaining("@RpcTarget(lookup")
        .hasCauseInstanceOf(NameNotFoundException.class);
  }

  @Test
  void aNameOfSomethingElseIsNamedByTheFirstCall() {
    TestNaming.bind(NAME, "a text");

    assertThatThrownBy(() -> caller.client.call("add", Map.of()))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("\"" + NAME + "\"")
        .hasMessageContaining("java.lang.String")
        .hasMessageContaining("rarebit-api.jar");
  }

  @Test
  void aNameThatIsBoundLaterIsFoundThen() throws Exception {
    assertThatThrownBy(() -> caller.calculator.add(1, 1)).isInstanceOf(MessagingException.class);

    try (Adapter adapter = new Adapter()) {
      TestNaming.bind(NAME, adapter.factory);
      assertThat(caller.calculator.add(1, 1)).isEqualTo(2);
    }
  }

  @Test
  void aFactoryThatFailsIsLookedUpAgain() throws Exception {
    TestNaming.bind(NAME, TestFactory.failing(new ResourceException("undeployed")));
    assertThatThrownBy(() -> caller.calculator.add(1, 1)).isInstanceOf(MessagingException.class);

    try (Adapter adapter = new Adapter()) {
      TestNaming.bind(NAME, adapter.factory);
      assertThat(caller.calculator.add(1, 1)).isEqualTo(2);
    }
  }

  @Test
  void theAdaptersExceptionStaysAsItIs() {
    ResourceException lost = new ConnectionLostException("The broker has gone.");
    TestNaming.bind(NAME, TestFactory.failing(lost));

    assertThatThrownBy(() -> caller.calculator.add(1, 1)).isSameAs(lost);
    assertThatThrownBy(() -> caller.calculator.subtract(1, 1)).isSameAs(lost);
    assertThatThrownBy(() -> caller.client.cast("log", Map.of())).isSameAs(lost);
    assertThatThrownBy(() -> caller.calculator.negate(1))
        .isInstanceOf(UncheckedMessagingException.class)
        .hasCause(lost);
  }

  @Test
  void thePoolsExceptionBecomesWhatTheContractDeclares() {
    ResourceException exhausted = new ResourceAllocationException("In-use connections equal 50");
    TestNaming.bind(NAME, TestFactory.failing(exhausted));

    assertThatThrownBy(() -> caller.calculator.add(1, 1))
        .isExactlyInstanceOf(MessagingException.class)
        .hasMessageContaining(NAME)
        .hasMessageContaining("In-use connections equal 50")
        .hasCause(exhausted);
    assertThatThrownBy(() -> caller.calculator.subtract(1, 1))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("In-use connections equal 50");
    assertThatThrownBy(() -> caller.calculator.half(2)).isSameAs(exhausted);
    assertThatThrownBy(() -> caller.calculator.log("a line"))
        .isInstanceOf(UncheckedMessagingException.class)
        .hasRootCause(exhausted);
  }

  @Test
  void stagesCompleteWithIt() {
    ResourceException lost = new ConnectionLostException("The broker has gone.");
    TestNaming.bind(NAME, TestFactory.failing(lost));

    assertFails(caller.calculator.later(1), lost);
    assertFails(caller.client.callAsync("later", Map.of()), lost);
    assertFails(caller.client.callAsync("later", Map.of(), Long.class), lost);
  }

  private static void assertFails(CompletionStage<?> stage, Throwable reason) {
    assertThatThrownBy(() -> stage.toCompletableFuture().get())
        .isInstanceOf(ExecutionException.class)
        .hasCause(reason);
  }
}
