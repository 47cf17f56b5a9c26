package org.rarebit.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.CurrentRequest;
import org.rarebit.api.RpcContext;

/** {@code @Inject RpcContext}. */
class InjectedContextTest {

  @ApplicationScoped
  static class Audit {
    @Inject RpcContext context;
    @Inject Instance<RpcContext> contexts;

    RpcContext context() {
      return context;
    }

    RpcContext obtained() {
      return contexts.get();
    }
  }

  private SeContainer container;
  private Audit audit;

  @BeforeEach
  void start() {
    container = Containers.of(Audit.class);
    audit = Containers.get(container, Audit.class);
  }

  @AfterEach
  void stop() {
    CurrentRequest.set(null);
    container.close();
  }

  @Test
  void itIsThatOfTheRequestThatTheThreadServesAtTheMoment() {
    RpcContext kept = audit.obtained();
    for (String method : new String[] {"first", "second"}) {
      CurrentRequest.set(new Served(method));
      for (RpcContext context : new RpcContext[] {audit.context(), kept, audit.obtained()}) {
        assertThat(context.method()).isEqualTo(method);
        assertThat(context.requestContext().get("user_id")).isEqualTo("of " + method);
        assertThat(context.headers()).isEqualTo(Map.of("of", method));
        assertThat(context.remaining()).isNull();
      }
    }
  }

  @Test
  void outsideOfARequestItSaysSo() {
    assertThatThrownBy(() -> audit.context().uniqueId())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("This thread serves no request")
        .hasMessageContaining("uniqueId()")
        .hasMessageContaining("RpcContext.current()");
    assertThatThrownBy(() -> audit.obtained().headers()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void objectsMethodsNeedNoRequest() {
    RpcContext context = audit.context();

    assertThat(context).isEqualTo(audit.context()).isNotEqualTo(audit.obtained());
    assertThat(context.hashCode()).isEqualTo(audit.context().hashCode());
    assertThat(context).hasToString("the RpcContext of the request that is being served");
  }

  @Test
  @SuppressWarnings("BanSerializableRead") // what the test has written
  void beansThatArePassivatedKeepIt() throws Exception {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(written)) {
      out.writeObject(audit.context());
    }
    RpcContext read;
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(written.toByteArray()))) {
      read = (RpcContext) in.readObject();
    }

    CurrentRequest.set(new Served("later"));
    assertThat(read.method()).isEqualTo("later");
  }
}
