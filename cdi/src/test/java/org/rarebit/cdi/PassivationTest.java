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
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcClient;
import org.rarebit.api.Target;

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
      assertThat(after.client.call("add", Map.of("a", 20, "b", 22))).isEqualTo(42L);
      assertThat(adapter.factory.taken).hasValue(3);
    }
  }

  @Test
  void aClientKeepsItsSettings() throws Exception {
    ClientSettings settings =
        new ClientSettings(
            new Target("exchange", "topic", null, "namespace", "1.4", true),
            Duration.ofMillis(250),
            Duration.ofSeconds(4),
            "1.5",
            RequestContext.empty().with("user", "alice").with("project", null));

    assertThat(passivatedAndActivated(settings)).isEqualTo(settings);
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
