package org.rarebit.testkit.broker;

/** The faults that are switched on, as the inside of the broker sees them. Thread-safe. */
final class FaultState {
  private final Alarm alarm;
  private final ConfirmGate confirms = new ConfirmGate();
  private boolean refusing; // guarded by this
  private long refusingUntilNanos; // guarded by this

  FaultState(Changes changes) {
    this.alarm = new Alarm(changes);
  }

  Alarm alarm() {
    return alarm;
  }

  ConfirmGate confirms() {
    return confirms;
  }

  synchronized boolean refusesConnections() {
    return refusing && System.nanoTime() - refusingUntilNanos < 0;
  }

  synchronized void acceptConnections() {
    refusing = false;
  }

  synchronized void refuseConnectionsFor(long nanos) {
    refusing = true;
    refusingUntilNanos = System.nanoTime() + nanos;
  }
}
