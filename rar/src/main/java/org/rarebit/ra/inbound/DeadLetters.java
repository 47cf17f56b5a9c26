package org.rarebit.ra.inbound;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerLink;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.Confirm;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.Declarations;
import org.rarebit.ra.broker.LinkPool;
import org.rarebit.ra.broker.Publisher;

/**
 * Publishes dead notifications of a server, on a link for publishing, and waits until the broker
 * has them: only then may the originals be acknowledged. Rare, so each time on a channel of its
 * own. Thread-safe.
 */
final class DeadLetters {

  private static final System.Logger LOG = System.getLogger(DeadLetters.class.getName());

  private final String subject;
  private final BrokerSettings settings;
  private final InboundServices services;
  private final Set<DeadLetterAddress> failing = ConcurrentHashMap.newKeySet(); // reported ones

  DeadLetters(String subject, BrokerSettings settings, InboundServices services) {
    this.subject = subject;
    this.settings = settings;
    this.services = services;
  }

  /**
   * Publishes them, body and properties as they came, with the reason in headers. Waits for the
   * broker, at most for the connect timeout.
   *
   * @return true once the broker has all of them in a queue; false if that is not certain
   */
  boolean take(List<DeadLetter> letters, DeadLetterAddress address) {
    Deadline deadline = Deadline.after(Duration.ofMillis(settings.connectTimeoutMillis()));
    try (LinkPool.Lease lease = services.adapter().links().lease(settings, deadline)) {
      declare(lease.link(), address, deadline);
      publish(lease.link(), letters, address, deadline);
      failing.remove(address);
      letters.forEach(letter -> report(letter, address));
      return true;
    } catch (BrokerException e) {
      LOG.log(
          failing.add(address) ? Level.ERROR : Level.DEBUG,
          subject
              + ": "
              + letters.size()
              + " dead notifications cannot be sent to "
              + address
              + " and are kept until they can: "
              + e.getMessage());
      return false;
    }
  }

  /** Each time, since they may have been deleted; what exists with other settings is fine. */
  private static void declare(BrokerLink link, DeadLetterAddress address, Deadline deadline)
      throws BrokerException {
    if (address.exchangeToDeclare() != null) {
      Declarations.ensure(link, address.exchangeToDeclare(), deadline);
    }
    if (address.queueToDeclare() != null) {
      Declarations.ensure(link, address.queueToDeclare(), deadline);
    }
    if (address.bindingToMake() != null) {
      Declarations.bind(link, address.bindingToMake(), deadline);
    }
  }

  private static void publish(
      BrokerLink link, List<DeadLetter> letters, DeadLetterAddress address, Deadline deadline)
      throws BrokerException {
    AtomicBoolean returned = new AtomicBoolean();
    try (Publisher channel = link.openPublisher(deadline)) {
      channel.onReturn((routingKey, body) -> returned.set(true));
      List<Confirm> confirms = new ArrayList<>();
      for (DeadLetter letter : letters) {
        confirms.add(
            channel.forward(
                address.routeFor(letter.delivery().routingKey()),
                letter.delivery(),
                letter.headers(),
                deadline));
      }
      for (Confirm confirm : confirms) {
        confirm.await(deadline); // what no queue takes comes back before its confirm
      }
    }
    if (returned.get()) {
      throw new BrokerException(
          BrokerException.Kind.UNROUTABLE, "no queue takes them (312 NO_ROUTE).");
    }
  }

  private void report(DeadLetter letter, DeadLetterAddress address) {
    LOG.log(
        Level.WARNING,
        subject
            + ": "
            + letter.delivery().describe()
            + " is dead ("
            + letter.reason()
            + " after "
            + letter.deliveries()
            + " deliveries) and went to "
            + address,
        letter.failure());
  }
}
