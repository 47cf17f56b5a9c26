package org.rarebit.bench;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rarebit.testkit.broker.EmbeddedBroker;
import org.rarebit.testkit.broker.RabbitMqNode;

/**
 * The broker that is measured with.
 *
 * @param url oslo.messaging's transport URL
 * @param name for the report
 * @param owned what to close at the end
 */
record BenchBroker(String url, String name, Closeable owned) implements Closeable {

  static BenchBroker choose(String url) throws IOException, InterruptedException {
    if (url == null && RabbitMqNode.isAvailable()) {
      Path directory = Files.createTempDirectory("rarebit-bench").resolve("node");
      RabbitMqNode node = new RabbitMqNode(directory).start();
      return new BenchBroker(
          node.url(),
          "a RabbitMQ node on this machine",
          () -> {
            node.close();
            Files.deleteIfExists(directory.getParent());
          });
    }
    if (url != null && !url.equals("embedded")) {
      return new BenchBroker(url, "the broker of --url", () -> {});
    }
    EmbeddedBroker broker = new EmbeddedBroker().start();
    return new BenchBroker(broker.url(), "the embedded broker, in the callers' JVM", broker::close);
  }

  @Override
  public void close() throws IOException {
    owned.close();
  }
}
