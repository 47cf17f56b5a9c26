package org.rarebit.ra.inbound;

import java.util.concurrent.atomic.LongAdder;

/** What an activation counts. Thread-safe. */
final class ActivationCounters {

  final LongAdder served = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder duplicates = new LongAdder();
  private volatile String lastError;

  void error(Throwable failure) {
    lastError = failure.toString();
  }

  String lastError() {
    return lastError;
  }
}
