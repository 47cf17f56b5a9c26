package org.rarebit.ra.outbound;

import java.util.concurrent.TimeUnit;
import org.rarebit.api.EncodingException;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.Backoff;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.LinkPool;
import org.rarebit.ra.broker.Publisher;

/**
 * Sends once more what could not be sent because the link was lost: on a channel of a new link, as
 * often as the factory's {@code retry} says and not beyond the request's deadline. A request that
 * may have been sent is sent again with the same unique id. Immutable.
 *
 * @param retry how often; negative: until the deadline
 * @param factory of the connection that could not send
 * @param services lends the links
 * @param settings where and who
 */
record SendRetries(
    int retry,
    RpcManagedConnectionFactory factory,
    AdapterServices services,
    BrokerSettings settings) {

  private static final int UNTIL_THE_DEADLINE = -1;

  static SendRetries of(
      RpcManagedConnectionFactory factory, AdapterServices services, BrokerSettings settings) {
    return new SendRetries(factory.getRetry(), factory, services, settings);
  }

  /** The same for what must not be lost: until the deadline. */
  SendRetries afterCommit() {
    return new SendRetries(UNTIL_THE_DEADLINE, factory, services, settings);
  }

  /** Something to be sent. */
  interface Sending<T> {
    T through(RequestSender sender) throws BrokerException, EncodingException;
  }

  /** Tries again after a first failure; throws the last one. */
  <T> T again(BrokerException first, Deadline deadline, Sending<T> sending)
      throws BrokerException, EncodingException {
    Backoff backoff = new Backoff();
    BrokerException last = first;
    for (int tries = 0; mayTry(tries, last) && pause(backoff, deadline); tries++) {
      try (LinkPool.Lease lease = services.links().lease(settings, deadline);
          Publisher channel = lease.link().openPublisher(deadline)) {
        return sending.through(new RequestSender(channel, services, factory));
      } catch (BrokerException e) {
        last = e;
      }
    }
    throw last;
  }

  private boolean mayTry(int tries, BrokerException last) {
    boolean linkLost =
        switch (last.kind()) {
          case LOST, UNREACHABLE, CHANNEL -> true;
          default -> false;
        };
    return linkLost && (retry < 0 || tries < retry);
  }

  /** False if the deadline has come, or the thread is interrupted. */
  private static boolean pause(Backoff backoff, Deadline deadline) {
    long nanos = Math.min(backoff.next().toNanos(), deadline.remainingNanos());
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
      return !deadline.isPassed();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
