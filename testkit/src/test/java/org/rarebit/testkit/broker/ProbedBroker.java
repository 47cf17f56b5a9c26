package org.rarebit.testkit.broker;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The brokers that get the same probes; each is started once for all of them. */
enum ProbedBroker {
  EMBEDDED("embedded", RabbitMqVersion.V3_10),
  EMBEDDED_4_0("embedded as 4.0", RabbitMqVersion.V4_0),
  EMBEDDED_4_3("embedded as 4.3", RabbitMqVersion.V4_3),
  RABBITMQ("RabbitMQ", null);

  private final String title;
  private final RabbitMqVersion imitated; // null: it is the real one

  ProbedBroker(String title, RabbitMqVersion imitated) {
    this.title = title;
    this.imitated = imitated;
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
      assumeTrue(RabbitMqNode.isAvailable(), Running::sayThatRabbitMqIsMissing);
    }
    return Running.current.port(this);
  }

  /** Starts the brokers when they are first asked for, and stops them after the last test. */
  static final class Running implements BeforeAllCallback {
    private static final System.Logger LOG = System.getLogger(ProbedBroker.class.getName());
    private static final String MISSING =
        "rabbitmq-server is not installed: the embedded broker is not compared with RabbitMQ";
    private static final AtomicBoolean SAID = new AtomicBoolean();

    private static Brokers current;

    private static String sayThatRabbitMqIsMissing() {
      if (SAID.compareAndSet(false, true)) {
        LOG.log(Level.WARNING, MISSING); // the reports tell it for each probe, the console does not
      }
      return MISSING;
    }

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
    private static final long START_LIMIT_MILLIS = 660_000;

    private final Map<ProbedBroker, EmbeddedBroker> embedded = new EnumMap<>(ProbedBroker.class);
    private final RabbitMqNode node;
    private final FutureTask<RabbitMqNode> nodeStart;
    private final Thread starter;

    /** Begins to start RabbitMQ, which takes some seconds, while the embedded broker is asked. */
    Brokers() {
      try {
        for (ProbedBroker each : values()) {
          if (each.imitated != null) {
            embedded.put(each, EmbeddedBroker.builder().imitating(each.imitated).build().start());
          }
        }
        node = new RabbitMqNode(Path.of("target", "rabbitmq-" + ProcessHandle.current().pid()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      nodeStart = new FutureTask<>(node::start); // fails at once where RabbitMQ is missing
      starter = new Thread(nodeStart, "start of RabbitMQ");
      starter.start();
    }

    int port(ProbedBroker which) throws Exception {
      return which == RABBITMQ ? nodeStart.get().port() : embedded.get(which).port();
    }

    @Override
    public void close() throws IOException {
      embedded.values().forEach(EmbeddedBroker::close);
      Threads.join(starter, START_LIMIT_MILLIS); // a node that started later would stay for ever
      node.close();
    }
  }
}
