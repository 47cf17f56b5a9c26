package org.rarebit.systemtest.server;

import java.net.URI;
import java.util.List;

/** What servers of all makes have in common: a process that prints its log, and a page. */
abstract class StartedServer implements ServerUnderTest {

  final ServerProcess process;
  final URI page;

  StartedServer(ServerProcess process, URI page) {
    this.process = process;
    this.page = page;
  }

  @Override
  public final URI page() {
    return page;
  }

  @Override
  public final long processId() {
    return process.id();
  }

  @Override
  public List<String> log() {
    return process.printed();
  }

  @Override
  public final void close() {
    process.close();
  }
}
