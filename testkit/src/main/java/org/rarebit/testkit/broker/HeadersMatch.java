package org.rarebit.testkit.broker;

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

  /** Whether {@code value} is one that the x-match argument may have. */
  static boolean isMode(Object value) {
    return switch (Objects.toString(value, "")) {
      case "all", "any", "all-with-x", "any-with-x" -> true;
      default -> false;
    };
  }
}
