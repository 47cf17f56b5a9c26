package org.rarebit.ra.server;

import java.time.Duration;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.Scheduler;
import org.rarebit.ra.wire.Request;

/**
 * Tells a caller who asked for it that its request is worked on: a heartbeat each half of the
 * caller's timeout, in whole seconds, from the moment the request was read until it is closed, in
 * every case. Thread-safe.
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging rpc/dispatcher.py,
 *     RPCDispatcher._watchdog</a>
 */
final class CallMonitor implements AutoCloseable {

  /** For a request that nobody monitors. */
  private static final CallMonitor NONE = new CallMonitor(null, null, null, Duration.ZERO);

  private static final int SHORTEST_SECONDS = 2;

  private final Request<?> request;
  private final ReplyOutbox.Sender replies;
  private final AdapterServices services;
  private final Duration interval;
  private Scheduler.Task next; // guarded by this
  private boolean closed; // guarded by this

  private CallMonitor(
      Request<?> request, ReplyOutbox.Sender replies, AdapterServices services, Duration interval) {
    this.request = request;
    this.replies = replies;
    this.services = services;
    this.interval = interval;
  }

  static CallMonitor start(
      Request<?> request, ReplyOutbox.Sender replies, AdapterServices services) {
    Integer seconds = request.monitorSeconds();
    // a caller that did not ask for heartbeats breaks on one, and half of one second is none
    if (!request.isCall() || seconds == null || seconds < SHORTEST_SECONDS) {
      return NONE;
    }
    CallMonitor monitor =
        new CallMonitor(request, replies, services, Duration.ofSeconds(seconds / 2));
    monitor.scheduleNext();
    return monitor;
  }

  private synchronized void scheduleNext() {
    if (!closed) {
      next = services.scheduler().after(interval, this::beginBeat);
    }
  }

  private void beginBeat() {
    try {
      services.works().execute(this::beat);
    } catch (RuntimeException | Error e) { // no thread left, perhaps: one beat less
      scheduleNext();
      throw e;
    }
  }

  private void beat() {
    synchronized (this) {
      if (closed) {
        return;
      }
    }
    replies.heartbeat(request);
    scheduleNext();
  }

  @Override
  public void close() {
    if (this == NONE) {
      return;
    }
    synchronized (this) {
      closed = true;
      next.cancel();
    }
  }
}
