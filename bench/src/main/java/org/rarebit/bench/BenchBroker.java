package org.rarebit.bench;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.rarebit.bench.peer.Brokers;
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

  static BenchBroker choose(Surroundings surroundings, Path work)
      throws IOException, InterruptedException {
    String url = surroundings.url();
    if (url == null && RabbitMqNode.isAvailable(surroundings.programs())) {
      RabbitMqNode node = new RabbitMqNode(surroundings.programs(), work.resolve("node")).start();
      return new BenchBroker(
          node.url(),
          "a node of " + Brokers.product(node.url()) + " on this machine",
          node::close,
          ProcessHandle.of(node.pid()).orElseThrow());
    }
    if (url != null && !url.equals("embedded")) {
      return new BenchBroker(url, "the " + Brokers.product(url) + " of --url", () -> {}, null);
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
