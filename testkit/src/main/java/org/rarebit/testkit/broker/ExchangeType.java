package org.rarebit.testkit.broker;

import java.util.Locale;
import java.util.Optional;

/** The four exchange types of AMQP 0-9-1. */
enum ExchangeType {
  DIRECT,
  FANOUT,
  TOPIC,
  HEADERS;

  static Optional<ExchangeType> named(String name) {
    for (ExchangeType type : values()) {
      if (type.wireName().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
