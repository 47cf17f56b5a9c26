package org.rarebit.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.MessagingException;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcInterceptor;
import org.rarebit.api.RpcInvocation;
import org.rarebit.api.Target;
import org.rarebit.api.UndeliveredListener;
import org.rarebit.api.UndeliveredMessage;

/** Beans that are interceptors, and beans that are told what did not leave. */
class BeanInterceptorsTest {

  static final List<String> SEEN = new CopyOnWriteArrayList<>();

  @Dependent
  static class Caller {
    @Inject
    @RpcTarget(topic = "calculator")
    Calculator calculator;

    @Inject
    @RpcTarget(topic = "calculator")
    RpcClient client;
  }

  @ApplicationScoped
  static class Last implements RpcInterceptor {
    @Override
    public CompletionStage<Object> around(RpcInvocation invocation) {
      SEEN.add("last " + invocation.side());
      return invocation.proceed();
    }
  }

  @Dependent
  @Priority(10)
  static class First implements RpcInterceptor {
    @Inject Counter counter;

    @Override
    public CompletionStage<Object> around(RpcInvocation invocation) {
      SEEN.add("first " + invocation.side());
      counter.count();
      return invocation.proceed();
    }

    @PreDestroy
    void end() {
      SEEN.add("end");
    }
  }

  @ApplicationScoped
  static class Counter {
    void count() {
      SEEN.add("counted");
    }
  }

  @ApplicationScoped
  @Priority(1)
  static class Failing implements UndeliveredListener {
    @Override
    public void undelivered(UndeliveredMessage message) {
      throw new IllegalStateException("no room");
    }
  }

  @ApplicationScoped
  static class Store implements UndeliveredListener {
    @Override
    public void undelivered(UndeliveredMessage message) {
      SEEN.add("stored " + message.method());
    }
  }

  private Adapter adapter;

  @BeforeEach
  void start() throws Exception {
    SEEN.clear();
    adapter = new Adapter();
  }

  @AfterEach
  void stop() {
    adapter.close();
  }

  @Test
  void beansAreAroundWhatIsInjectedInTheOrderOfTheirPriority() throws Exception {
    try (SeContainer container =
        Containers.of(Caller.class, Last.class, First.class, Counter.class)) {
      Caller caller = Containers.get(container, Caller.class);

      assertThat(caller.calculator.add(1, 2)).isEqualTo(3);
      assertThat(SEEN.subList(0, 3)).containsExactly("first SENDING", "counted", "last SENDING");
      assertThat(SEEN.subList(3, 6)) // the bean that serves is of the same application here
          .containsExactly("first SERVING", "counted", "last SERVING");

      SEEN.clear();
      caller.client.with(i -> i.withArg("a", 5).proceed()).request("add").arg("b", 1).call();
      assertThat(SEEN).hasSize(6);

      SEEN.clear();
      adapter
          .factory
          .client(Target.topic("calculator"))
          .request("add")
          .arg("a", 1)
          .arg("b", 1)
          .call();
      assertThat(SEEN).hasSize(6);
    }
    assertThat(SEEN).endsWith("end");
  }

  @Test
  void withoutSuchBeansNothingIsIntercepted() {
    try (SeContainer container = Containers.of(Caller.class)) {
      assertThat(Containers.get(container, Caller.class).calculator.add(1, 2)).isEqualTo(3);
      assertThat(SEEN).isEmpty();
    }
  }

  @Test
  void anInjectedClientHasInterceptorsOfItsOwn() {
    try (SeContainer container = Containers.of(Caller.class)) {
      RpcClient client = Containers.get(container, Caller.class).client;
      Calculator doubled =
          client.with(i -> i.proceed().thenApply(sum -> (Long) sum * 2)).proxy(Calculator.class);
      assertThat(doubled.add(1, 2)).isEqualTo(6);
      RpcClient refusing =
          client.with(
              i -> {
                throw new IllegalStateException("closed");
              });
      assertThatThrownBy(() -> refusing.request("add").call()).hasMessage("closed");
    }
  }

  @Test
  void beansAreToldWhatDidNotLeaveThoughOneOfThemFails() {
    try (SeContainer container = Containers.of(Failing.class, Store.class)) {
      assertThat(container.isRunning()).isTrue();
      ServiceLoader.load(UndeliveredListener.class).forEach(each -> each.undelivered(new Lost()));
    }
    assertThat(SEEN).containsExactly("stored reboot");
  }

  @Test
  void withoutAContainerNobodyIsTold() {
    ServiceLoader.load(UndeliveredListener.class).forEach(each -> each.undelivered(new Lost()));
    assertThat(SEEN).isEmpty();
  }

  private record Lost(
      RpcInvocation.Kind kind,
      Target target,
      String method,
      Map<String, ?> args,
      RequestContext context,
      Map<String, String> headers,
      String uniqueId,
      @Nullable String messageId,
      MessagingException reason)
      implements UndeliveredMessage {

    Lost() {
      this(
          RpcInvocation.Kind.CAST,
          Target.topic("x"),
          "reboot",
          Map.of(),
          RequestContext.empty(),
          Map.of(),
          "u1",
          null,
          new MessagingException("lost"));
    }
  }
}
