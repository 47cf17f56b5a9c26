package org.rarebit.ra.inbound;

import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.System.Logger.Level;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.rarebit.ra.broker.FailureLog;

/**
 * The endpoints of one activation. To make one costs a container more than a short method, so one
 * that has served serves the next request, unless an exception came out of it. Each is used by one
 * thread at a time and released once. Thread-safe.
 *
 * <p>There are never more than threads that take some: one that finds none has the container make
 * one, and one that leaves ({@link #leave}) takes one along. So an idle activation holds none.
 */
final class Endpoints {

  private final FailureLog failures = new FailureLog(System.getLogger(Endpoints.class.getName()));

  private final String subject;
  private final Shortage shortage;
  private final MessageEndpointFactory factory;
  private final Deque<MessageEndpoint> free = new ConcurrentLinkedDeque<>(); // the latest first
  private volatile boolean keeps;

  private Endpoints(String subject, MessageEndpointFactory factory, boolean keeps) {
    this.subject = subject;
    this.shortage =
        new Shortage(
            subject,
            "no free instance of the bean",
            "Either all are busy (give the server more, or lower maxConcurrency), or none can be"
                + " made.");
    this.factory = factory;
    this.keeps = keeps;
  }

  /**
   * A new one for each request.
   *
   * @param subject begins the log lines
   */
  static Endpoints fresh(String subject, MessageEndpointFactory factory) {
    return new Endpoints(subject, factory, false);
  }

  /**
   * Kept while threads are at work, each of which says when it leaves.
   *
   * @param subject begins the log lines
   */
  static Endpoints kept(String subject, MessageEndpointFactory factory) {
    return new Endpoints(subject, factory, true);
  }

  /**
   * Takes one, to be given to {@link #keep} or to {@link #release} by the same thread. Whatever
   * else it throws, such as the error of a class that cannot be initialized, is the container's
   * own.
   *
   * @throws UnavailableException if the container has none now
   */
  MessageEndpoint take() throws UnavailableException {
    MessageEndpoint endpoint = free.poll();
    return endpoint == null ? make() : endpoint;
  }

  private MessageEndpoint make() throws UnavailableException {
    try {
      MessageEndpoint endpoint = factory.createEndpoint(null);
      shortage.ended();
      return endpoint;
    } catch (UnavailableException e) {
      shortage.lasts(e);
      throw e;
    }
  }

  /** Gives one back, out of which no exception came. */
  void keep(MessageEndpoint endpoint) {
    if (!keeps) {
      release(endpoint);
      return;
    }
    free.push(endpoint);
    if (!keeps) { // closed meanwhile
      releaseFree();
    }
  }

  /** Gives one back to the container; never throws, since what was delivered has its outcome. */
  void release(MessageEndpoint endpoint) {
    try {
      endpoint.release();
    } catch (RuntimeException | Error e) {
      failures.log(Level.WARNING, subject + ": the container did not take an endpoint back", e);
    }
  }

  /** A thread takes no more for now. */
  void leave() {
    MessageEndpoint endpoint = free.poll();
    if (endpoint != null) {
      release(endpoint);
    }
  }

  /** Releases what is free, and keeps nothing any more. */
  void close() {
    keeps = false;
    releaseFree();
  }

  private void releaseFree() {
    for (MessageEndpoint next = free.poll(); next != null; next = free.poll()) {
      release(next);
    }
  }
}
