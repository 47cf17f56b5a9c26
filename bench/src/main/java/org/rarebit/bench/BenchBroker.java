package org.rarebit.bench;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.rarebit.testkit.broker.EmbeddedBroker;
import org.rarebit.testkit.broker.RabbitMqNode;

/**
 * The broker that is measured with.
 *
 * @param url oslo.messaging's transport URL
 * @param name for the report
 * @param owned what to close at the end
 * @param process the broker's own; null if it has none that we know
 */
record BenchBroker(String url, String name, Closeable owned, ProcessHandle process)
    implements Closeable {

  static BenchBroker choose(String url, Path work) throws IOException, InterruptedException {
    if (url == null && RabbitMqNode.isAvailable()) {
      RabbitMqNode node = new RabbitMqNode(work.resolve("node")).start();
      return new BenchBroker(
          node.url(),
          "a RabbitMQ node on this machine",
          node::close,
          ProcessHandle.of(node.pid()).orElseThrow());
    }
    if (url != null && !url.equals("embedded")) {
      return new BenchBroker(url, "the broker of --url", () -> {}, null);
    }
    EmbeddedBroker broker = new EmbeddedBroker().start();
    return new BenchBroker(broker.url(), "the embedded broker", broker::close, null);
  }

  /** Processor time of the broker so far; null if that is not known. */
  Duration processorTime() {
    return process == null ? null : process.info().totalCpuDuration().orElse(null);
  }

  @Override
  public void close() throws IOException {
    owned.close();
  }
}
