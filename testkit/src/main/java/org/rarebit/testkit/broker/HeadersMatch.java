package org.rarebit.testkit.broker;

import com.rabbitmq.client.LongString;
import java.util.Map;
import java.util.Objects;

/** How a headers exchange compares a binding's arguments with a message's headers. */
final class HeadersMatch {
  private HeadersMatch() {}

  /**
   * Arguments that start with "x-" do not take part, except with all-with-x and any-with-x. An
   * argument without value asks for the header's presence only.
   */
  static boolean matches(Map<String, Object> arguments, Map<String, Object> headers) {
    String mode = Objects.toString(arguments.get("x-match"), "all");
    boolean all = mode.startsWith("all");
    boolean withX = mode.endsWith("-with-x");
    for (Map.Entry<String, Object> argument : arguments.entrySet()) {
      String name = argument.getKey();
      if (name.equals("x-match") || (!withX && name.startsWith("x-"))) {
        continue;
      }
      boolean matches =
          headers.containsKey(name)
              && (argument.getValue() == null
                  || Objects.deepEquals(argument.getValue(), headers.get(name)));
      if (matches != all) {
        return matches;
      }
    }
    return all;
  }

  /**
   * Checks the x-match argument of a binding, if there is one.
   *
   * @throws AmqpException 406 if it is none of the known ones
   */
  static void requireMode(Map<String, Object> arguments) {
    if (!arguments.containsKey("x-match")) {
      return;
    }
    Object mode = arguments.get("x-match");
    if (!(mode instanceof LongString)) {
      throw AmqpException.preconditionFailed(
          "Invalid x-match field type %s (value %s); expected longstr"
              .formatted(Equivalence.typeOf(mode), mode));
    }
    switch (mode.toString()) {
      case "all", "any", "all-with-x", "any-with-x" -> {}
      default ->
          throw AmqpException.preconditionFailed(
              "Invalid x-match field value <<\"%s\">>; expected all, any, all-with-x, or any-with-x"
                  .formatted(mode));
    }
  }
}
