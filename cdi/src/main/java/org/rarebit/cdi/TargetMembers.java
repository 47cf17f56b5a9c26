package org.rarebit.cdi;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The members of an {@link RpcTarget}, and what the configuration says instead of them. What is
 * wrong is told at the end, all of it. Not thread-safe.
 */
final class TargetMembers {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?");

  private final String name; // empty: nothing is configured
  private final Set<String> configured = new LinkedHashSet<>(); // members that are
  private final List<String> problems = new ArrayList<>();

  TargetMembers(String name) {
    boolean usable = name.isEmpty() || NAME.matcher(name).matches();
    if (!usable) {
      problems.add("name must be letters, digits, and . - _ between them, but is \"" + name + "\"");
    }
    this.name = usable ? name : "";
  }

  /** The property's name: timeoutMillis is configured as timeout-millis. */
  String key(String member) {
    return "rarebit.target."
        + name
        + "."
        + (member.equals("timeoutMillis") ? "timeout-millis" : member);
  }

  String text(String member, String said) {
    Optional<String> value = value(member);
    value.ifPresent(ignored -> configured.add(member));
    return value.orElse(said);
  }

  long number(String member, long said) {
    String text = text(member, String.valueOf(said));
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      require(false, member, "must be a number, but is \"" + text + "\"");
      return 0;
    }
  }

  private Optional<String> value(String member) {
    if (name.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Configuration.value(key(member)).map(String::strip).filter(text -> !text.isEmpty());
    } catch (RuntimeException e) { // an expression that leads nowhere, for example
      problems.add(key(member) + " cannot be read (" + e + ")");
      return Optional.empty();
    }
  }

  void require(boolean condition, String member, String problem) {
    if (!condition) {
      problems.add((configured.contains(member) ? key(member) : member) + " " + problem);
    }
  }

  void throwIfAny() {
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("@RpcTarget: " + String.join("; ", problems) + ".");
    }
  }
}
