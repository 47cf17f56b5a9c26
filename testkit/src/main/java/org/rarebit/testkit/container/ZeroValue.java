package org.rarebit.testkit.container;

import java.lang.reflect.Array;

/** The value of a type that was never set: null, zero or false. */
final class ZeroValue {

  private ZeroValue() {}

  static Object of(Class<?> type) {
    return type.isPrimitive() && type != void.class
        ? Array.get(Array.newInstance(type, 1), 0)
        : null;
  }
}
