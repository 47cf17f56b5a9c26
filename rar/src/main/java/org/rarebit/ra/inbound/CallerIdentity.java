package org.rarebit.ra.inbound;

import java.util.List;

/**
 * Who a peer says that it calls for. Immutable. Its text names nobody, since logs may be read by
 * many.
 *
 * @param name the user; null for the unauthenticated caller
 * @param groups the user's roles; empty for the unauthenticated caller
 */
record CallerIdentity(String name, List<String> groups) {

  static final CallerIdentity UNAUTHENTICATED = new CallerIdentity(null, List.of());

  CallerIdentity {
    groups = List.copyOf(groups);
  }

  @Override
  public String toString() {
    return name == null ? "the unauthenticated caller" : "a caller in " + groups.size() + " groups";
  }
}
