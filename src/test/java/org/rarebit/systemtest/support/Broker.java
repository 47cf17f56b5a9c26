package org.rarebit.systemtest.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.rarebit.testkit.broker.EmbeddedBroker;
import org.rarebit.testkit.broker.RabbitMqNode;

/**
 * The broker of the system tests, shared by all of one JVM. It is, in this order: the one that the
 * property {@code rarebit.broker.url} names ({@code embedded} forces the embedded one); a private
 * RabbitMQ node, if RabbitMQ is installed; the embedded broker.
 */
public final class Broker implements AutoCloseable {

  private static Broker shared; // guarded by Broker.class

  private final String url;
  private final AutoCloseable owned;

  private Broker(String url, AutoCloseable owned) {
    this.url = url;
    this.owned = owned;
  }

  /** The broker of this JVM; started by the first who asks, which takes seconds for RabbitMQ. */
  public static synchronized Broker shared() {
    if (shared == null) {
      shared = choose(System.getProperty("rarebit.broker.url", ""));
    }
    return shared;
  }

  static synchronized void closeShared() {
    if (shared != null) {
      shared.close();
      shared = null;
    }
  }

  private static Broker choose(String url) {
    if (!url.isEmpty() && !url.equals("embedded")) {
      return new Broker(url, () -> {});
    }
    try {
      if (url.isEmpty() && RabbitMqNode.isAvailable()) {
        RabbitMqNode node = new RabbitMqNode(Path.of("target", "rabbitmq-" + System.nanoTime()));
        node.start();
        return new Broker(node.url(), node);
      }
      EmbeddedBroker broker = new EmbeddedBroker().start();
      return new Broker(broker.url(), broker);
    } catch (IOException e) {
      throw new UncheckedIOException("No broker could be started.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the broker started.", e);
    }
  }

  /** oslo.messaging's transport URL of it. */
  public String url() {
    return url;
  }

  /** The deployments of this JVM that follow use this broker. */
  public void useForDeployments() {
    useForDeployments(url);
  }

  /** The deployments of this JVM that follow use the broker of this URL. */
  public static void useForDeployments(String url) {
    System.setProperty("rarebit.connectionURL", url);
  }

  @Override
  public void close() {
    try {
      owned.close();
    } catch (Exception e) {
      throw new IllegalStateException("The broker at " + url + " did not stop.", e);
    }
  }
}
