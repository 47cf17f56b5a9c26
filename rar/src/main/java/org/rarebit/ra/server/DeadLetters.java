package org.rarebit.ra.server;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.broker.BrokerLink;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.Confirm;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.Declarations;
import org.rarebit.ra.broker.LinkPool;
import org.rarebit.ra.broker.LogLimiter;
import org.rarebit.ra.broker.LogText;
import org.rarebit.ra.broker.Publisher;

/**
 * Publishes dead notifications of a server, on a link for publishing, and waits until the broker
 * has them: only then may the originals be acknowledged. Rare, so each time on a channel of its
 * own. Thread-safe.
 */
final class DeadLetters {

  private static final System.Logger LOG = System.getLogger(DeadLetters.class.getName());

  private static final int LINES_A_MINUTE = 60;

  private final LogLimiter limited = new LogLimiter(LOG, LINES_A_MINUTE);
  private final String subject;
  private final BrokerSettings settings;
  private final AdapterServices services;
  private final Set<DeadLetterAddress> failing = ConcurrentHashMap.newKeySet(); // reported ones

  DeadLetters(String subject, BrokerSettings settings, AdapterServices services) {
    this.subject = subject;
    this.settings = settings;
    this.services = services;
  }

  /** What became of dead notifications: of each one or the other. */
  record Outcome(List<DeadLetter> taken, List<DeadLetter> impossible) {}

  /**
   * Publishes them, body and properties as they came, with the reason in headers; with fewer of
   * them, or none, if all have no room in a frame beside the message's own. Waits for the broker,
   * at most for the connect timeout.
   *
   * @return what the broker has in a queue, and what cannot be sent at all; null if that is not
   *     certain
   */
  Outcome take(List<DeadLetter> letters, DeadLetterAddress address) {
    Deadline deadline = Deadline.after(Duration.ofMillis(settings.connectTimeoutMillis()));
    try (LinkPool.Lease lease = services.links().lease(settings, deadline)) {
      declare(lease.link(), address, deadline);
      List<DeadLetter> impossible = new ArrayList<>();
      publish(lease.link(), letters, address, impossible, deadline);
      failing.remove(address);
      List<DeadLetter> taken = new ArrayList<>(letters);
      taken.removeAll(impossible);
      taken.forEach(letter -> report(letter, address));
      return new Outcome(taken, impossible);
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
      return null;
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

  private void publish(
      BrokerLink link,
      List<DeadLetter> letters,
      DeadLetterAddress address,
      List<DeadLetter> impossible,
      Deadline deadline)
      throws BrokerException {
    AtomicBoolean returned = new AtomicBoolean();
    try (Publisher channel = link.openPublisher(deadline)) {
      channel.onReturn((routingKey, body) -> returned.set(true));
      List<Confirm> confirms = new ArrayList<>();
      for (DeadLetter letter : letters) {
        Confirm confirm = forward(channel, letter, address, deadline);
        if (confirm == null) {
          impossible.add(letter);
        } else {
          confirms.add(confirm);
        }
      }
      for (Confirm confirm : confirms) {
        confirm.await(deadline); // what no queue takes comes back before its confirm
      }
    }
    if (returned.get()) {
      throw new BrokerException(Kind.UNROUTABLE, "no queue takes them (312 NO_ROUTE).");
    }
  }

  /** Null if it cannot be sent, with whatever headers. */
  private Confirm forward(
      Publisher channel, DeadLetter letter, DeadLetterAddress address, Deadline deadline)
      throws BrokerException {
    BrokerException last = null;
    for (Map<String, Object> headers :
        List.of(letter.headers(), letter.fewHeaders(), Map.<String, Object>of())) {
      try {
        return channel.forward(
            address.routeFor(letter.delivery().routingKey()), letter.delivery(), headers, deadline);
      } catch (BrokerException e) {
        if (e.kind() != Kind.INVALID) {
          throw e;
        }
        last = e;
      }
    }
    BrokerException reason = last;
    limited.log(
        Level.ERROR,
        "impossible",
        () ->
            subject
                + ": "
                + letter.describe()
                + " is dead and cannot be sent to "
                + address
                + ": "
                + LogText.of(reason.getMessage()));
    return null;
  }

  private void report(DeadLetter letter, DeadLetterAddress address) {
    String line =
        subject
            + ": "
            + letter.describe()
            + " is dead ("
            + letter.reason()
            + " after "
            + letter.deliveries()
            + " deliveries) and went to "
            + address;
    if (letter.thrown() != null) { // once for each, at its end
      LOG.log(Level.WARNING, line, letter.thrown());
    } else {
      limited.log(
          Level.WARNING,
          letter.reason().name(),
          () ->
              letter.failure() == null
                  ? line
                  : line + ": " + LogText.of(letter.failure().getMessage()));
    }
  }
}
