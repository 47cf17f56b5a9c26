package org.rarebit.ra.inbound;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Collects what is wrong with a bean's properties, so that one message names it all. */
final class Problems {

  private final List<String> properties = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();

  void add(String property, String text) {
    properties.add(property);
    texts.add(text);
  }

  void requireText(String property, String value, String remedy) {
    if (value == null || value.isBlank()) {
      add(property, "\"" + property + "\" is missing. " + remedy);
    }
  }

  void requireRange(String property, Number value, long least, long most) {
    if (value == null || value.longValue() < least || value.longValue() > most) {
      add(
          property,
          property + " must be between " + least + " and " + most + ", but is " + value + ".");
    }
  }

  void requireBreaker(Integer threshold, Long pauseMillis, Long maxMillis) {
    requireRange("failureThreshold", threshold, 0, 1_000_000);
    requireRange("failurePauseMillis", pauseMillis, 100, Integer.MAX_VALUE);
    requireRange("failurePauseMaxMillis", maxMillis, 100, Integer.MAX_VALUE);
  }

  void requireOneOf(String property, String value, Enum<?>[] choices) {
    List<String> names = Arrays.stream(choices).map(Enum::name).toList();
    if (!names.contains(value)) {
      add(
          property,
          property + " must be one of " + String.join(", ", names) + ", but is " + value + ".");
    }
  }

  void requireCallerKeys(Boolean securityInflow, String callerKeys) {
    if (securityInflow == null) {
      add("securityInflow", "securityInflow must be true or false.");
    } else if (securityInflow && CallerKeys.of(callerKeys, null).names().isEmpty()) {
      add(
          "callerKeys",
          "callerKeys must name an entry of the request context, e.g. \"user_id\", since"
              + " securityInflow is true.");
    }
  }

  boolean isEmpty() {
    return texts.isEmpty();
  }

  List<String> properties() {
    return properties;
  }

  /** Everything in one line, after the name of the bean. */
  String text(String bean) {
    return bean + ": " + String.join(" ", texts);
  }
}
