package org.rarebit.console;

import java.util.Map;
import java.util.Optional;
import javax.management.JMException;
import javax.management.MBeanException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;

/**
 * What an administrator may have the adapter do from the page: these, and nothing else that JMX
 * offers. Thread-safe; waits for the broker.
 */
final class Operations {

  /** How many dead letters the page shows. */
  static final int MOST_LETTERS = 100;

  /** How many dead letters are put back, or dropped, at once: more than there are as a rule. */
  static final int MOST_AT_ONCE = 10_000;

  /**
   * Which dead letters are meant.
   *
   * @param id of one
   * @param name of an event type or a method, with * and ?
   * @param olderThanSeconds how long they have been dead
   */
  record Meant(String id, String name, long olderThanSeconds) {}

  /** What an operation is given. */
  private enum Argument {
    NONE,
    LIMIT,
    ID,
    FILTER
  }

  private static final Map<String, Map<String, Argument>> ALLOWED =
      Map.of(
          "Activation", Map.of("pause", Argument.NONE, "resume", Argument.NONE),
          "DeadLetterQueue",
              Map.of(
                  "list", Argument.LIMIT,
                  "putBack", Argument.ID,
                  "putBackAll", Argument.NONE,
                  "putBackSome", Argument.FILTER,
                  "drop", Argument.ID,
                  "dropSome", Argument.FILTER));

  private final MBeanServer server;

  Operations(MBeanServer server) {
    this.server = server;
  }

  /**
   * Runs one.
   *
   * @param bean its name in JMX
   * @param meant the dead letters; ignored by what is not done with some of them
   * @return what it returned, as maps and lists
   * @throws IllegalArgumentException if there is no such thing, or what is given to it is wrong
   * @throws IllegalStateException if it failed, with the adapter's words
   */
  Object run(String bean, String operation, Meant meant) {
    try {
      ObjectName name = new ObjectName(bean);
      Argument argument =
          Optional.ofNullable(name.getKeyProperty("type"))
              .map(ALLOWED::get)
              .map(operations -> operations.get(operation))
              .filter(any -> name.getDomain().equals(Shown.DOMAIN) && !name.isPattern())
              .orElseThrow(
                  () -> new IllegalArgumentException("There is no operation " + operation + "."));
      return Shown.plain(
          switch (argument) {
            case NONE -> server.invoke(name, operation, new Object[0], new String[0]);
            case LIMIT ->
                server.invoke(name, operation, new Object[] {MOST_LETTERS}, new String[] {"int"});
            case ID ->
                server.invoke(
                    name,
                    operation,
                    new Object[] {meant.id()},
                    new String[] {String.class.getName()});
            case FILTER ->
                server.invoke(
                    name,
                    operation,
                    new Object[] {meant.name(), meant.olderThanSeconds(), MOST_AT_ONCE},
                    new String[] {String.class.getName(), "long", "int"});
          });
    } catch (MalformedObjectNameException e) {
      throw new IllegalArgumentException("There is no bean of that name.", e);
    } catch (MBeanException e) {
      throw failed(operation, e.getTargetException());
    } catch (RuntimeMBeanException e) {
      if (e.getTargetException() instanceof IllegalArgumentException wrong) {
        throw wrong;
      }
      throw failed(operation, e.getTargetException());
    } catch (JMException e) {
      throw new IllegalArgumentException("It has gone meanwhile: " + e.getMessage(), e);
    }
  }

  private static IllegalStateException failed(String operation, Exception reason) {
    String words = reason.getMessage();
    return new IllegalStateException(
        words == null ? operation + " failed: " + reason.getClass().getSimpleName() : words,
        reason);
  }
}
