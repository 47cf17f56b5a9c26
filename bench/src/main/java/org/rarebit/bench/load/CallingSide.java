package org.rarebit.bench.load;

import java.io.IOException;

/** The calling side of a peer. Thread-safe. */
public interface CallingSide extends AutoCloseable {

  /**
   * What one caller calls with.
   *
   * @param topic whom to call
   * @return used by one thread at a time
   * @throws Exception if there is no connection
   */
  EchoClient newClient(String topic) throws Exception;

  @Override
  void close() throws IOException;
}
