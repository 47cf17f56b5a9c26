package org.rarebit.testkit.broker;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The brokers that get the same probes; each is started once for all of them. */
enum ProbedBroker {
  EMBEDDED("embedded"),
  RABBITMQ("RabbitMQ");

  private final String title;

  ProbedBroker(String title) {
    this.title = title;
  }

  @Override
  public String toString() {
    return title;
  }

  /**
   * The port of this broker. The calling test is skipped if the broker is RabbitMQ and not
   * installed, but fails if the system property rarebit.ci is true: then it has to be there.
   */
  int port() throws Exception {
    if (this == RABBITMQ && !Boolean.getBoolean("rarebit.ci")) {
      assumeTrue(
          RabbitMqNode.isAvailable(),
          "rabbitmq-server is not installed: the embedded broker is not compared with RabbitMQ");
    }
    return Running.current.port(this);
  }

  /** Starts the brokers when they are first asked for, and stops them after the last test. */
  static final class Running implements BeforeAllCallback {
    private static Brokers current;

    @Override
    public void beforeAll(ExtensionContext context) {
      current =
          context
              .getRoot()
              .getStore(ExtensionContext.Namespace.create(Running.class))
              .getOrComputeIfAbsent(Brokers.class, key -> new Brokers(), Brokers.class);
    }
  }

  private static final class Brokers implements AutoCloseable {
    private EmbeddedBroker embedded; // guarded by this; null before the first use
    private RabbitMqNode node; // guarded by this; null before the first use

    synchronized int port(ProbedBroker which) throws IOException, InterruptedException {
      if (which == EMBEDDED) {
        if (embedded == null) {
          embedded = new EmbeddedBroker().start();
        }
        return embedded.port();
      }
      if (node == null) {
        node = new RabbitMqNode(Path.of("target", "rabbitmq-" + ProcessHandle.current().pid()));
      }
      return node.start().port();
    }

    @Override
    public synchronized void close() throws IOException {
      if (embedded != null) {
        embedded.close();
      }
      if (node != null) {
        node.close();
      }
    }
  }
}
