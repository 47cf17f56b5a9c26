package org.rarebit.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.inject.Inject;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import javax.naming.NameNotFoundException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.LimitReachedException;
import org.rarebit.api.MessagingException;
import org.rarebit.api.NoConnectionException;
import org.rarebit.api.RpcClient;

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

    assertThatThrownBy(() -> caller.client.request("add").call())
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
    TestNaming.bind(NAME, TestFactory.failing(new NoConnectionException("undeployed", true, null)));
    assertThatThrownBy(() -> caller.calculator.add(1, 1)).isInstanceOf(MessagingException.class);

    try (Adapter adapter = new Adapter()) {
      TestNaming.bind(NAME, adapter.factory);
      assertThat(caller.calculator.add(1, 1)).isEqualTo(2);
    }
  }

  @Test
  void theFactorysExceptionStaysAsItIs() {
    MessagingException exhausted = new LimitReachedException("In-use connections equal 50", null);
    TestNaming.bind(NAME, TestFactory.failing(exhausted));

    assertThatThrownBy(() -> caller.calculator.add(1, 1)).isSameAs(exhausted);
    assertThatThrownBy(() -> caller.calculator.subtract(1, 1)).isSameAs(exhausted);
    assertThatThrownBy(() -> caller.client.request("log").cast()).isSameAs(exhausted);
  }

  @Test
  void stagesCompleteWithIt() {
    MessagingException lost = new NoConnectionException("The broker has gone.", true, null);
    TestNaming.bind(NAME, TestFactory.failing(lost));

    assertFails(caller.calculator.later(1), lost);
    assertFails(caller.client.request("later").callAsync(), lost);
    assertFails(caller.client.request("later").callAsync(Long.class), lost);
  }

  private static void assertFails(CompletionStage<?> stage, Throwable reason) {
    assertThatThrownBy(() -> stage.toCompletableFuture().get())
        .isInstanceOf(ExecutionException.class)
        .hasCause(reason);
  }
}
