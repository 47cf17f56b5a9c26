package org.rarebit.systemtest.server;

import java.net.URI;
import java.util.List;

/**
 * A server that has the resource adapter by itself, and applications beside it. It is stopped by
 * {@link #close}.
 */
public interface StandaloneServer extends AutoCloseable {

  /** Where the applications are, each by its name. */
  URI root();

  /** What it has logged so far, line by line. */
  List<String> log();

  /**
   * What can be done to it while it runs.
   *
   * @throws UnsupportedOperationException if nothing can
   */
  Administration administration();

  /** Ends the process: politely, then by force. Blocks until it has ended. */
  @Override
  void close();
}
