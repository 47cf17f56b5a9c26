package org.rarebit.testkit.broker;

/** The faults that are switched on, as the inside of the broker sees them. Thread-safe. */
final class FaultState {
  private final Alarm alarm;
  private final ConfirmGate confirms = new ConfirmGate();
  private volatile boolean refusingConnections;

  FaultState(Changes changes) {
    this.alarm = new Alarm(changes);
  }

  Alarm alarm() {
    return alarm;
  }

  ConfirmGate confirms() {
    return confirms;
  }

  boolean isRefusingConnections() {
    return refusingConnections;
  }

  void setRefusingConnections(boolean refusing) {
    refusingConnections = refusing;
  }
}
