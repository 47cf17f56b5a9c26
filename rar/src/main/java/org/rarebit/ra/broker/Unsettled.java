package org.rarebit.ra.broker;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * The deliveries of one channel that are not settled, by their tags, which the broker counts from 1
 * on. Tells up to which one others may be acknowledged by one frame. Thread-safe; nothing here
 * takes longer than a few steps for each delivery.
 *
 * <p>The latest tags are kept in a ring, one byte each. What stays unsettled while the ring goes
 * round is moved to a set, so what is kept is bounded by what is unsettled, however long one of
 * them stays and however many others come and go meanwhile.
 *
 * @see <a href="https://www.rabbitmq.com/amqp-0-9-1-reference#basic.ack">AMQP 0-9-1, basic.ack, the
 *     multiple bit</a>
 */
final class Unsettled {

  private static final int FIRST_CAPACITY = 64; // a power of two, as all later ones
  static final int LARGEST_CAPACITY = 4096;

  private boolean[] open = new boolean[FIRST_CAPACITY]; // guarded by this; a ring, by tag
  private long lowest = 1; // guarded by this; all tags below are settled, or in early
  private long next = 1; // guarded by this; the tag that comes next
  private final NavigableSet<Long> early = new TreeSet<>(); // guarded by this; all below lowest

  /** A delivery came. Tags in between were of consumers that settle nothing. */
  synchronized void came(long tag) {
    while (tag - lowest >= open.length) {
      makeRoom(tag);
    }
    for (; next < tag; next++) {
      open[slot(next)] = false;
    }
    open[slot(tag)] = true;
    next = tag + 1;
    skipSettled();
  }

  private void makeRoom(long tag) {
    if (open.length < LARGEST_CAPACITY) {
      grow();
    } else if (lowest < next) {
      early.add(lowest); // the lowest is open always
      lowest++;
      skipSettled();
    } else {
      lowest = tag; // a gap longer than the ring
      next = tag;
    }
  }

  private void grow() {
    boolean[] larger = new boolean[open.length * 2];
    for (long tag = lowest; tag < next; tag++) {
      larger[(int) (tag & (larger.length - 1))] = open[slot(tag)];
    }
    open = larger;
  }

  private int slot(long tag) {
    return (int) (tag & (open.length - 1));
  }

  /**
   * A delivery is settled. If it is rejected: not before the broker was told, or an acknowledgement
   * of others would include it.
   */
  synchronized void settled(long tag) {
    if (tag < lowest) {
      early.remove(tag);
    } else if (tag < next) {
      open[slot(tag)] = false;
      skipSettled();
    }
  }

  private void skipSettled() {
    while (lowest < next && !open[slot(lowest)]) {
      lowest++;
    }
  }

  /**
   * The first one: all before it may be acknowledged by one frame. Beyond all that came if none.
   */
  synchronized long lowest() {
    return early.isEmpty() ? lowest : early.first();
  }

  /** The first ones, in their order; at most so many. */
  synchronized List<Long> first(int most) {
    List<Long> first = new ArrayList<>();
    for (Iterator<Long> each = early.iterator(); each.hasNext() && first.size() < most; ) {
      first.add(each.next());
    }
    for (long tag = lowest; tag < next && first.size() < most; tag++) {
      if (open[slot(tag)]) {
        first.add(tag);
      }
    }
    return first;
  }

  /** What is kept, in entries of any kind. */
  synchronized int size() {
    return open.length + early.size();
  }
}
