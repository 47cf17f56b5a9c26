package org.rarebit.systemtest.server;

import java.net.URI;
import java.util.List;

/**
 * A Jakarta EE server with one application: a process of its own, on the loopback address. It is
 * started by the class of its make, and stopped by {@link #close}.
 */
public interface ServerUnderTest extends AutoCloseable {

  /** The example's page, which ends in a slash. */
  URI page();

  /** The process that serves. */
  long processId();

  /** Takes the application away. Returns once the server has been told, before it has obeyed. */
  void undeploy();

  /** Whether the application has gone since {@link #undeploy}. */
  boolean isUndeployed();

  /** What the server has logged so far, line by line. */
  List<String> log();

  /** Ends the process: politely, then by force. Blocks until it has ended. */
  @Override
  void close();
}
