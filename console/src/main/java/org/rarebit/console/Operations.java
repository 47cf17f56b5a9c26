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

  /** What an operation is given. */
  private enum Argument {
    NONE,
    LIMIT,
    ID
  }

  private static final Map<String, Map<String, Argument>> ALLOWED =
      Map.of(
          "Activation", Map.of("pause", Argument.NONE, "resume", Argument.NONE),
          "DeadLetterQueue",
              Map.of(
                  "list", Argument.LIMIT,
                  "putBack", Argument.ID,
                  "putBackAll", Argument.NONE,
                  "drop", Argument.ID));

  private final MBeanServer server;

  Operations(MBeanServer server) {
    this.server = server;
  }

  /**
   * Runs one.
   *
   * @param bean its name in JMX
   * @param id of a dead letter; ignored by the others
   * @return what it returned, as maps and lists
   * @throws IllegalArgumentException if there is no such thing
   * @throws IllegalStateException if it failed, with the adapter's words
   */
  Object run(String bean, String operation, String id) {
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
                    name, operation, new Object[] {id}, new String[] {String.class.getName()});
          });
    } catch (MalformedObjectNameException e) {
      throw new IllegalArgumentException("There is no bean of that name.", e);
    } catch (MBeanException e) {
      throw failed(operation, e.getTargetException());
    } catch (RuntimeMBeanException e) {
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
