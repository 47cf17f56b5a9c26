package org.rarebit.testkit.container;

import jakarta.resource.spi.UnavailableException;
import java.time.Duration;

/**
 * Whether endpoints may be made now. As on Payara, who asks while {@code endpointActivation} still
 * runs waits for its return. Thread-safe.
 */
final class ActivationGate {

  private enum Phase {
    /** Never given to a container: open, so that a part of an adapter can be tested on its own. */
    ALONE,
    ACTIVATING,
    ACTIVE,
    DEACTIVATING,
    INACTIVE
  }

  private final Violations violations;
  private Phase phase = Phase.ALONE; // guarded by this
  private Thread activator; // guarded by this
  private Duration patience = Duration.ofSeconds(60); // guarded by this; Payara's

  ActivationGate(Violations violations) {
    this.violations = violations;
  }

  synchronized void patience(Duration wait) {
    patience = wait;
  }

  synchronized void activating(Thread thread) {
    become(Phase.ACTIVATING);
    activator = thread;
  }

  synchronized void active() {
    become(Phase.ACTIVE);
  }

  synchronized void deactivating() {
    become(Phase.DEACTIVATING);
  }

  synchronized void inactive() {
    become(Phase.INACTIVE);
  }

  private void become(Phase next) {
    phase = next;
    activator = null;
    notifyAll();
  }

  /** Returns when endpoints may be made. */
  synchronized void pass() throws UnavailableException {
    if (phase == Phase.ACTIVATING && Thread.currentThread() == activator) {
      throw violations.found(
          "13.4.4", "createEndpoint within endpointActivation: servers would block the deployment");
    }
    try {
      if (!Waiting.holds(this, () -> phase != Phase.ACTIVATING, patience)) {
        throw new UnavailableException("The activation has not returned for " + patience + ".");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted while waiting for the activation", e);
    }
    if (phase == Phase.DEACTIVATING) {
      throw new UnavailableException("The application is being undeployed.");
    }
    if (phase == Phase.INACTIVE) {
      throw violations.found("13.6", "createEndpoint after endpointDeactivation has returned");
    }
  }
}
