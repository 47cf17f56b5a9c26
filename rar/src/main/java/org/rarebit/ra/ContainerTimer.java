package org.rarebit.ra;

import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.UnavailableException;
import java.lang.System.Logger.Level;
import java.util.Timer;

/** The container's timer, or, where the container gives none, a daemon thread of our own. */
final class ContainerTimer {

  private static final System.Logger LOG = System.getLogger(ContainerTimer.class.getName());

  private ContainerTimer() {}

  static Timer of(BootstrapContext context) {
    try {
      return context.createTimer();
    } catch (UnavailableException | UnsupportedOperationException e) {
      LOG.log(Level.DEBUG, "the container gives no timer", e);
      return new Timer("rarebit timer", true);
    }
  }
}
