package org.rarebit.ra.inbound;

import java.util.concurrent.atomic.LongAdder;

/** What a server counts before it knows which of its activations a message is for. Thread-safe. */
final class ServerCounters {

  final LongAdder expired = new LongAdder();
  final LongAdder rejected = new LongAdder();
  final LongAdder duplicates = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder dead = new LongAdder();
}
