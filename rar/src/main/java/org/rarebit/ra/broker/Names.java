package org.rarebit.ra.broker;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.wire.Route;

/**
 * The limit that AMQP has for names of exchanges, queues and routing keys: a short string. The
 * client throws an unchecked exception for longer ones, when it has counted them already; so they
 * are looked at before.
 *
 * @see <a href="https://www.rabbitmq.com/amqp-0-9-1-reference#domain.shortstr">AMQP 0-9-1, domain
 *     shortstr</a>
 */
public final class Names {

  /** In UTF-8. */
  public static final int MOST_BYTES = 255;

  private static final int MOST_BYTES_OF_A_CHAR = 3; // in UTF-8; a surrogate pair has 4

  /** RabbitMQ keeps them: one of the direct reply-to kind crashes its connection's process. */
  private static final String RESERVED = "amq.";

  private Names() {}

  /**
   * Tells whether AMQP can express a name.
   *
   * @param name not null
   * @return true if it has at most 255 bytes in UTF-8
   */
  public static boolean fits(String name) {
    return name.length() <= MOST_BYTES / MOST_BYTES_OF_A_CHAR || bytesOf(name) <= MOST_BYTES;
  }

  private static int bytesOf(String name) {
    return name.getBytes(StandardCharsets.UTF_8).length;
  }

  /**
   * Refuses a name that AMQP cannot express.
   *
   * @param what what it names, as in {@code exchange}
   * @param name the name
   * @throws BrokerException INVALID if it has more than 255 bytes in UTF-8
   */
  public static void require(String what, String name) throws BrokerException {
    if (!fits(name)) {
      throw new BrokerException(
          Kind.INVALID,
          "The name of the "
              + what
              + " is too long: "
              + bytesOf(name)
              + " bytes in UTF-8 of "
              + MOST_BYTES
              + " that AMQP allows: \""
              + LogText.of(name)
              + "\". Shorten what it is made from.");
    }
  }

  static void require(Route route) throws BrokerException {
    require("exchange", route.exchange());
    require(route.exchange().isEmpty() ? "queue" : "routing key", route.routingKey());
  }

  /**
   * Tells why nothing can be sent to a queue that a peer has named.
   *
   * @param queue its name; may be null
   * @return the reason as the rest of a sentence, or null if there is none
   */
  public static String whyUnusable(String queue) {
    if (queue == null || queue.isEmpty()) {
      return "it is empty";
    }
    if (!fits(queue)) {
      return "it has " + bytesOf(queue) + " bytes of " + MOST_BYTES + " that AMQP allows";
    }
    return queue.startsWith(RESERVED) ? "names that begin with amq. are the broker's own" : null;
  }

  /**
   * The name of the machine we run on, as Python's {@code socket.gethostname} has it. On Linux it
   * does not ask a name service, which may take seconds to say that it does not know; elsewhere it
   * may, the first time.
   *
   * @return "localhost" if it has none
   */
  public static String ofThisHost() {
    return ThisHost.NAME;
  }

  /** Found out once, when it is needed. */
  private static final class ThisHost {

    static final String NAME = find();

    private static String find() {
      try {
        String known = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        if (!known.isEmpty()) {
          return known;
        }
      } catch (IOException | RuntimeException e) { // not Linux, or not for us to read
        System.getLogger(Names.class.getName())
            .log(Level.DEBUG, "the name of this machine is not in a file", e);
      }
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException e) {
        return "localhost";
      }
    }
  }
}
