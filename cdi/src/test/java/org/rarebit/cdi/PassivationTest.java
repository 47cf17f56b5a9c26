package org.rarebit.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.rarebit.api.CallOptions;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcClient;

class PassivationTest {

  @SessionScoped
  static class Session implements Serializable {
    private static final long serialVersionUID = 1L;

    @Inject
    @RpcTarget(topic = "calculator")
    Calculator calculator;

    @Inject
    @RpcTarget(topic = "calculator")
    RpcClient client;
  }

  @Dependent
  static class Holder implements Serializable {
    private static final long serialVersionUID = 1L;

    @Inject
    @RpcTarget(topic = "calculator", server = "node1", version = "1.2")
    Calculator calculator;

    @Inject
    @RpcTarget(topic = "calculator")
    RpcClient client;
  }

  @Test
  void aSessionBeanMayKeepThem() {
    try (SeContainer container = Containers.of(Session.class)) {
      assertThat(container.select(Session.class).isResolvable()).isTrue();
    }
  }

  @Test
  void theyCallOnAfterTheirBeanWasPassivated() throws Exception {
    try (Adapter adapter = new Adapter();
        SeContainer container = Containers.of(Holder.class)) {
      Holder before = Containers.get(container, Holder.class);
      assertThat(before.calculator.add(1, 1)).isEqualTo(2); // the factory is known, and not written

      Holder after = passivatedAndActivated(before);

      assertThat(after.calculator.add(2, 3)).isEqualTo(5);
      assertThat(after.client.request("add").arg("a", 20).arg("b", 22).call()).isEqualTo(42L);
      assertThat(adapter.factory.taken).hasValue(3);
    }
  }

  @Test
  void aClientKeepsItsOptions() throws Exception {
    RpcClient client =
        InjectedClient.of(
                RpcTarget.Literal.of("topic")
                    .withExchange("exchange")
                    .withNamespace("namespace")
                    .withVersion("1.4"))
            .with(
                CallOptions.timeout(Duration.ofMillis(250))
                    .withCallMonitor(Duration.ofSeconds(4))
                    .withVersionCap("1.5")
                    .withServer("node1")
                    .withUniqueId("7")
                    .withContext(
                        RequestContext.empty().with("user", "alice").with("project", null)));

    RpcClient copy = passivatedAndActivated(client);

    assertThat(copy.target()).isEqualTo(client.target());
    assertThat(copy.options()).isEqualTo(client.options());
  }

  @SuppressWarnings({"unchecked", "BanSerializableRead"}) // what the same test has written
  private static <T> T passivatedAndActivated(T value) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(written)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(written.toByteArray()))) {
      return (T) in.readObject();
    }
  }
}
