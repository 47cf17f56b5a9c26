package org.rarebit.ra.inbound;

import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.InvalidPropertyException;
import java.beans.IntrospectionException;
import java.beans.PropertyDescriptor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rarebit.ra.broker.BrokerSettings;

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
      String range =
          most == Integer.MAX_VALUE ? "at least " + least : "between " + least + " and " + most;
      add(property, property + " must be " + range + ", but is " + value + ".");
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

  void requireTrueOrFalse(String property, Boolean value) {
    if (value == null) {
      add(property, property + " must be true or false.");
    }
  }

  void requireUrlIfAny(String connectionUrl) {
    if (connectionUrl != null) {
      try {
        BrokerSettings.of(connectionUrl);
      } catch (IllegalArgumentException e) {
        add("connectionURL", e.getMessage());
      }
    }
  }

  void requireCallerKeys(Boolean securityInflow, String callerKeys) {
    requireTrueOrFalse("securityInflow", securityInflow);
    if (Boolean.TRUE.equals(securityInflow) && CallerKeys.of(callerKeys, null).names().isEmpty()) {
      add(
          "callerKeys",
          "callerKeys must name an entry of the request context, e.g. \"user_id\", since"
              + " securityInflow is true.");
    }
  }

  /**
   * Ends the collecting.
   *
   * @throws InvalidPropertyException if there is a problem: all of them in one line after the name
   *     of the bean, and the descriptors of their properties
   */
  void throwIfAny(Class<? extends ActivationSpec> bean) throws InvalidPropertyException {
    if (texts.isEmpty()) {
      return;
    }
    InvalidPropertyException failure =
        new InvalidPropertyException(bean.getSimpleName() + ": " + String.join(" ", texts));
    List<PropertyDescriptor> descriptors = new ArrayList<>();
    for (String property : properties) {
      try {
        descriptors.add(new PropertyDescriptor(property, bean));
      } catch (IntrospectionException e) {
        throw new AssertionError("No property " + property, e);
      }
    }
    failure.setInvalidPropertyDescriptors(descriptors.toArray(PropertyDescriptor[]::new));
    throw failure;
  }
}
