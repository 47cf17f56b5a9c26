package org.rarebit.testkit.broker;

import java.util.Map;

/** An exchange and its bindings. Guarded by the virtual host's monitor. */
final class ExchangeState {
  private final String name;
  private final ExchangeType type;
  private final boolean durable;
  private final boolean autoDelete;
  private final boolean internal;
  private final String alternate;
  private final Map<String, Object> arguments;
  private final Bindings bindings;

  ExchangeState(
      String name,
      ExchangeType type,
      boolean durable,
      boolean autoDelete,
      boolean internal,
      String alternate,
      Map<String, Object> arguments) {
    this.name = name;
    this.type = type;
    this.durable = durable;
    this.autoDelete = autoDelete;
    this.internal = internal;
    this.alternate = alternate;
    this.arguments = arguments;
    this.bindings = new Bindings(type);
  }

  static ExchangeState predeclared(String name, ExchangeType type, boolean internal) {
    return new ExchangeState(name, type, true, false, internal, null, Map.of());
  }

  String name() {
    return name;
  }

  ExchangeType type() {
    return type;
  }

  boolean isDurable() {
    return durable;
  }

  boolean isAutoDelete() {
    return autoDelete;
  }

  boolean isInternal() {
    return internal;
  }

  Bindings bindings() {
    return bindings;
  }

  /** Where messages go that match no binding; null if nowhere. */
  String alternate() {
    return alternate;
  }

  /** Refuses a declaration that does not say what this exchange is. */
  void requireEquivalent(ExchangeState other, String described) {
    Equivalence.require("type", described, type.wireName(), other.type.wireName());
    Equivalence.require("durable", described, durable, other.durable);
    Equivalence.require("auto_delete", described, autoDelete, other.autoDelete);
    Equivalence.require("internal", described, internal, other.internal);
    Equivalence.requireArgument(
        Equivalence.ALTERNATE_EXCHANGE, described, arguments, other.arguments);
  }
}
