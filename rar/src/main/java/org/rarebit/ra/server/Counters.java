package org.rarebit.ra.server;

import java.util.concurrent.atomic.LongAdder;

/**
 * What a bean counts, and what its server counts before it knows which bean a message is for.
 * Thread-safe.
 */
final class Counters {

  final LongAdder served = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder duplicates = new LongAdder();
  final LongAdder expired = new LongAdder();
  final LongAdder rejected = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder dead = new LongAdder();
  private volatile String lastError;

  void error(Throwable failure) {
    lastError = failure.toString();
  }

  String lastError() {
    return lastError;
  }
}
