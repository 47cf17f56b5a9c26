package org.rarebit.example.web;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;

/** A browser that watches the inventory. Used by one thread at a time. */
final class InventoryWatcher {

  // a browser that went is noticed when something is sent to it
  private static final long SIGN_OF_LIFE_NANOS = Duration.ofSeconds(15).toNanos();

  private final SseEventSink sink;
  private final Sse sse;
  private volatile boolean gone;
  private String told;
  private long toldAt;

  InventoryWatcher(SseEventSink sink, Sse sse) {
    this.sink = sink;
    this.sse = sse;
  }

  /** Sends it what it does not know yet. */
  void tell(String state) {
    try {
      if (!state.equals(told)) {
        told = state;
        send(sse.newEventBuilder().name("inventory").data(String.class, state).build());
      } else if (System.nanoTime() - toldAt > SIGN_OF_LIFE_NANOS) {
        send(sse.newEventBuilder().comment("still here").build());
      }
    } catch (RuntimeException e) {
      // such as the IllegalStateException of a sink that was closed meanwhile: the others go on
      close();
    }
  }

  private void send(OutboundSseEvent event) {
    toldAt = System.nanoTime();
    sink.send(event)
        .whenComplete(
            (sent, failure) -> {
              if (failure != null) {
                close();
              }
            });
  }

  boolean isGone() {
    return gone || sink.isClosed();
  }

  void close() {
    gone = true;
    try {
      sink.close();
    } catch (RuntimeException e) {
      // at the end of the application: the server has closed it before
      return;
    }
  }
}
