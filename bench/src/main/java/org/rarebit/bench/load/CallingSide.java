package org.rarebit.bench.load;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

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

  /**
   * What makes the callers' threads.
   *
   * @return plain ones, unless a container has others
   */
  default ThreadFactory threadFactory() {
    return Executors.defaultThreadFactory();
  }

  @Override
  void close() throws IOException;
}
