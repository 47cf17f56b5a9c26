package org.rarebit.systemtest.server;

import java.net.URI;
import java.util.List;
import java.util.function.Supplier;

/**
 * The process of a server with the adapter and applications beside it.
 *
 * @param lines reads its log
 * @param administration of this make
 */
record StandaloneProcess(
    ServerProcess process,
    int httpPort,
    Supplier<List<String>> lines,
    Administration administration)
    implements StandaloneServer {

  @Override
  public URI root() {
    return URI.create("http://127.0.0.1:" + httpPort + "/");
  }

  @Override
  public List<String> log() {
    return lines.get();
  }

  @Override
  public void close() {
    process.close();
  }
}
