package org.rarebit.ra.server;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
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
import org.rarebit.ra.broker.Delivery;
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
  private final Set<FailurePolicy.DeadLetterAddress> failing =
      ConcurrentHashMap.newKeySet(); // reported ones

  DeadLetters(String subject, BrokerSettings settings, AdapterServices services) {
    this.subject = subject;
    this.settings = settings;
    this.services = services;
  }

  /** What became of dead notifications: of each one or the other. */
  record Taking(List<Letter> taken, List<Letter> impossible) {}

  /**
   * Publishes them, body and properties as they came, with the reason in headers; with fewer of
   * them, or none, if all have no room in a frame beside the message's own. Waits for the broker,
   * at most for the connect timeout.
   *
   * @return what the broker has in a queue, and what cannot be sent at all; null if that is not
   *     certain
   */
  Taking take(List<Letter> letters, FailurePolicy.DeadLetterAddress address) {
    Deadline deadline = Deadline.after(Duration.ofMillis(settings.connectTimeoutMillis()));
    try (LinkPool.Lease lease = services.links().lease(settings, deadline)) {
      declare(lease.link(), address, deadline);
      List<Letter> impossible = new ArrayList<>();
      publish(lease.link(), letters, address, impossible, deadline);
      failing.remove(address);
      List<Letter> taken = new ArrayList<>(letters);
      taken.removeAll(impossible);
      taken.forEach(letter -> report(letter, address));
      return new Taking(taken, impossible);
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
  private static void declare(
      BrokerLink link, FailurePolicy.DeadLetterAddress address, Deadline deadline)
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
      List<Letter> letters,
      FailurePolicy.DeadLetterAddress address,
      List<Letter> impossible,
      Deadline deadline)
      throws BrokerException {
    AtomicBoolean returned = new AtomicBoolean();
    try (Publisher channel = link.openPublisher(deadline)) {
      channel.onReturn((route, body) -> returned.set(true));
      List<Confirm> confirms = new ArrayList<>();
      for (Letter letter : letters) {
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
      Publisher channel, Letter letter, FailurePolicy.DeadLetterAddress address, Deadline deadline)
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

  private void report(Letter letter, FailurePolicy.DeadLetterAddress address) {
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
    limited.log( // the stack trace was shown when the bean failed
        Level.WARNING, letter.reason().name(), () -> line + letter.because());
  }

  /**
   * A message that is given up, and why. Immutable.
   *
   * @param arrival the message
   * @param uniqueId its own; null if it has none, or cannot be read
   * @param reason what was wrong
   * @param listener who gave up
   * @param deliveries how often it was delivered here, as far as is known
   * @param failure what was thrown; null if the bean just did not take it
   */
  record Letter(
      Arrival arrival,
      String uniqueId,
      Reason reason,
      String listener,
      int deliveries,
      Throwable failure) {

    /** What was wrong. */
    enum Reason {
      /** It cannot be read, or its payload does not fit. */
      MALFORMED,
      /** The bean failed, and onException says REJECT. */
      REJECTED,
      /** It was delivered again as often as redeliveryLimit says. */
      REDELIVERY_LIMIT
    }

    static final String PREFIX = "x-rarebit-";

    private static final int LONGEST_TEXT = 1000;

    Delivery delivery() {
      return arrival.delivery();
    }

    /** Which one, for logs: what is needed to find it, and who sent it. */
    String describe() {
      return delivery().describe()
          + (uniqueId == null ? "" : ", unique id " + LogText.of(uniqueId))
          + ", queue \""
          + LogText.of(arrival.queue())
          + "\", "
          + delivery().body().bytes().length
          + " bytes";
    }

    /** What goes into headers, beside the message's own. */
    Map<String, Object> headers() {
      Map<String, Object> headers = new LinkedHashMap<>();
      headers.put(PREFIX + "reason", reason.name());
      headers.put(PREFIX + "listener", listener);
      headers.put(PREFIX + "deliveries", deliveries);
      if (failure != null) {
        headers.put(PREFIX + "exception", failure.getClass().getName());
        headers.put(PREFIX + "message", shortened(failure.getMessage()));
      }
      headers.put(PREFIX + "exchange", delivery().exchange());
      headers.put(PREFIX + "routing-key", delivery().routingKey());
      headers.put(PREFIX + "queue", arrival.queue());
      headers.put(PREFIX + "time", Date.from(Instant.now()));
      return headers;
    }

    /**
     * Those without which nobody would know what it is, for a message that has room for no more.
     */
    Map<String, Object> fewHeaders() {
      Map<String, Object> headers = new LinkedHashMap<>();
      headers.put(PREFIX + "reason", reason.name());
      headers.put(PREFIX + "deliveries", deliveries);
      return headers;
    }

    /** Why, for the end of a line. */
    String because() {
      if (failure == null) {
        return "";
      }
      return ": " + LogText.of(reason == Reason.MALFORMED ? failure.getMessage() : failure);
    }

    private static String shortened(String text) {
      if (text == null || text.length() <= LONGEST_TEXT) {
        return text == null ? "" : text;
      }
      int end =
          Character.isHighSurrogate(text.charAt(LONGEST_TEXT - 1))
              ? LONGEST_TEXT - 1
              : LONGEST_TEXT;
      return text.substring(0, end) + "…";
    }
  }
}
