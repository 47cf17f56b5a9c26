package org.rarebit.systemtest.support;

import java.nio.file.Path;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** What must be there before Arquillian starts the server, and go after it has stopped. */
public final class SystemTestSession implements LauncherSessionListener {

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    PayaraDomain.write(
        Path.of("target", "domain.xml"), Server.httpPort(), PayaraDomain.DATABASE_IN_MEMORY);
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    Broker.closeShared();
  }
}
