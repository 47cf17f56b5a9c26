package org.rarebit.inmemory;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.rarebit.ra.server.LocalListener;
import org.rarebit.ra.server.LocalServer;
import org.rarebit.ra.wire.MalformedMessageException;

/**
 * A server or a listener: handles messages one by one in their order, or at once. Thread-safe. An
 * own lane for each, so that one that is slow keeps nobody else waiting.
 */
final class Destination {

  /** What it does with a message. */
  private interface Handling {
    CompletionStage<LocalServer.Answer> handle(Letter letter) throws MalformedMessageException;
  }

  private final String name;
  private final Handling handling;
  private final Executor threads;
  private final Queue<Runnable> waiting = new ArrayDeque<>(); // guarded by it
  private boolean busy; // guarded by waiting

  private Destination(String name, Handling handling, Executor threads) {
    this.name = name;
    this.handling = handling;
    this.threads = threads;
  }

  static Destination of(String name, LocalServer server, Executor threads) {
    return new Destination(
        name, letter -> server.serve(letter.body(), letter.expiry(), letter.headers()), threads);
  }

  static Destination of(String name, LocalListener listener, Executor threads) {
    return new Destination(
        name,
        letter ->
            CompletableFuture.completedFuture(
                new LocalServer.Answer(
                    null, listener.hear(letter.body(), letter.topic(), letter.headers()))),
        threads);
  }

  CompletionStage<LocalServer.Answer> handle(Letter letter) throws MalformedMessageException {
    return handling.handle(letter);
  }

  /** Soon, on a thread of its own. */
  void atOnce(Runnable message) {
    threads.execute(message);
  }

  /** After all that came before it. */
  void inOrder(Runnable message) {
    synchronized (waiting) {
      waiting.add(message);
      if (busy) {
        return;
      }
      busy = true;
    }
    threads.execute(this::workOff);
  }

  private void workOff() {
    for (Runnable next = next(); next != null; next = next()) {
      next.run();
    }
  }

  private @Nullable Runnable next() {
    synchronized (waiting) {
      Runnable next = waiting.poll();
      busy = next != null;
      return next;
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
