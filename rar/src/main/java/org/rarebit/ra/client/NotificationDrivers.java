package org.rarebit.ra.client;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.rarebit.api.NotificationPriority;
import org.rarebit.ra.wire.Glob;

/**
 * Which drivers send a notification: always the same, or, by the driver {@code routing}, those
 * whose rules accept its event type and priority. Immutable.
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging notify/notifier.py,
 *     option driver; notify/_impl_routing.py, RoutingDriver, whose groups and drivers are the lines
 *     here</a>
 */
public final class NotificationDrivers implements Serializable {

  private static final long serialVersionUID = 1L;

  /** What becomes of a notification. */
  public enum Driver {
    /** It is sent in an envelope, as version 2. */
    MESSAGINGV2,
    /** It is sent without, as version 1. */
    MESSAGING,
    /** It is logged. */
    LOG,
    /** Nothing. */
    NOOP
  }

  /**
   * When a driver is used.
   *
   * @param events one must match; none: any event type
   * @param priorities one must match, in lower case; none: any priority
   */
  private record Rule(Driver driver, List<Glob> events, List<Glob> priorities)
      implements Serializable {

    boolean accepts(String eventType, NotificationPriority priority) {
      return (events.isEmpty() || events.stream().anyMatch(glob -> glob.matches(eventType)))
          && (priorities.isEmpty()
              || priorities.stream().anyMatch(glob -> glob.matches(priority.wireName())));
    }
  }

  /** What is done unless something else is set. */
  public static final String DEFAULT = "messagingv2";

  private static final String ROUTING = "routing";

  private final Set<Driver> always;
  private final List<Rule> rules;

  private NotificationDrivers(Set<Driver> always, List<Rule> rules) {
    this.always = always;
    this.rules = List.copyOf(rules);
  }

  /**
   * Reads the properties.
   *
   * @param drivers names, separated by commas; not empty
   * @param routing {@code DRIVER events=GLOB,… priorities=GLOB,…}, one a line or separated by
   *     semicolons; null for none
   * @return the drivers
   * @throws IllegalArgumentException if something is unknown or missing; the text names it
   */
  public static NotificationDrivers of(String drivers, String routing) {
    List<String> names = split(drivers == null ? "" : drivers, ",");
    if (names.isEmpty()) {
      throw new IllegalArgumentException(
          "notificationDrivers must name at least one driver; noop is the one that sends nothing.");
    }
    List<String> lines = split(routing == null ? "" : routing, "[;\n\r]+");
    boolean routed = names.contains(ROUTING);
    if (routed == lines.isEmpty()) {
      throw new IllegalArgumentException(
          routed
              ? "The driver routing needs rules in notificationRouting."
              : "notificationRouting is for the driver routing, which notificationDrivers does not"
                  + " name.");
    }
    Set<Driver> always = EnumSet.noneOf(Driver.class);
    names.stream().filter(name -> !name.equals(ROUTING)).forEach(name -> always.add(driver(name)));
    return new NotificationDrivers(always, lines.stream().map(NotificationDrivers::rule).toList());
  }

  private static Rule rule(String line) {
    List<Glob> events = new ArrayList<>();
    List<Glob> priorities = new ArrayList<>();
    List<String> words = split(line, "\\s+");
    for (String word : words.subList(1, words.size())) {
      int equals = word.indexOf('=');
      String value = word.substring(equals + 1);
      if (equals > 0 && !value.isEmpty() && word.startsWith("events=")) {
        split(value, ",").forEach(glob -> events.add(Glob.of(glob)));
      } else if (equals > 0 && !value.isEmpty() && word.startsWith("priorities=")) {
        split(value.toLowerCase(Locale.ROOT), ",").forEach(glob -> priorities.add(Glob.of(glob)));
      } else {
        throw new IllegalArgumentException(
            "notificationRouting: \""
                + word
                + "\" in the rule \""
                + line
                + "\" is neither events=… nor priorities=…");
      }
    }
    return new Rule(driver(words.get(0)), List.copyOf(events), List.copyOf(priorities));
  }

  private static Driver driver(String name) {
    for (Driver driver : Driver.values()) {
      if (driver.name().toLowerCase(Locale.ROOT).equals(name)) {
        return driver;
      }
    }
    throw new IllegalArgumentException(
        "There is no driver \""
            + name
            + "\": messagingv2, messaging, log, noop and, in notificationDrivers only, routing.");
  }

  private static List<String> split(String text, String separator) {
    return Arrays.stream(text.split(separator))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  /**
   * Those that send a notification, each once.
   *
   * @param eventType what happened
   * @param priority how urgent
   * @return may be empty
   */
  public Set<Driver> driversOf(String eventType, NotificationPriority priority) {
    Set<Driver> drivers = EnumSet.noneOf(Driver.class);
    Stream.concat(
            always.stream(),
            rules.stream().filter(rule -> rule.accepts(eventType, priority)).map(Rule::driver))
        .forEach(drivers::add);
    return drivers;
  }
}
