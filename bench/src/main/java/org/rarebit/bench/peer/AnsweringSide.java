package org.rarebit.bench.peer;

import java.io.IOException;
import java.util.List;

/** The answering side of a peer, which serves a topic from its start. */
interface AnsweringSide extends AutoCloseable {

  /**
   * Serves more topics, each with a queue of its own.
   *
   * @param topics those that are not served yet
   * @throws Exception if they cannot be served
   */
  default void serve(List<String> topics) throws Exception {
    throw new UnsupportedOperationException("This peer serves one topic only.");
  }

  @Override
  void close() throws IOException;
}
