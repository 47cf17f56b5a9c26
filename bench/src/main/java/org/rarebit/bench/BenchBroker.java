package org.rarebit.bench;

import java.io.Closeable;
import java.io.IOException;
import org.rarebit.testkit.broker.EmbeddedBroker;

/**
 * The broker that is measured with.
 *
 * @param url oslo.messaging's transport URL
 * @param name for the report
 * @param owned what to close at the end
 */
record BenchBroker(String url, String name, Closeable owned) implements Closeable {

  static BenchBroker choose(String url) throws IOException {
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
