package org.rarebit.bench;

import java.io.IOException;

/** The calling side of a peer. Thread-safe. */
interface CallingSide extends AutoCloseable {

  /** What one caller calls with; used by one thread at a time. */
  EchoClient newClient(String topic) throws Exception;

  @Override
  void close() throws IOException;
}
