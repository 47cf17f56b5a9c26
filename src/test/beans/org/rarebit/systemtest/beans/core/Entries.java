package org.rarebit.systemtest.beans.core;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The lines: a message-driven bean has many instances, and none of them lasts. No bean itself,
 * since not every server lets a transaction that is about to commit call one.
 */
final class Entries {

  private static final List<String> LINES = new CopyOnWriteArrayList<>();

  private Entries() {}

  static void add(String line) {
    LINES.add(line);
  }

  static List<String> all() {
    return List.copyOf(LINES);
  }
}
