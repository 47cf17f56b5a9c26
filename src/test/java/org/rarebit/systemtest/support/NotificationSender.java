package org.rarebit.systemtest.support;

import jakarta.json.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.TimeoutException;

/**
 * Sends notifications as a cloud does: with Python's notifier, or, where Python is missing and may
 * be, in the format that is recorded of it.
 */
public final class NotificationSender implements AutoCloseable {

  private final PythonPeer python; // null where it is missing
  private final RawPublisher raw; // null where Python sends

  /** Connects; fails if Python is missing and the property {@code rarebit.ci} is true. */
  public NotificationSender(String brokerUrl) throws IOException, TimeoutException {
    if (PythonPeer.isInstalled() || Boolean.getBoolean("rarebit.ci")) {
      PythonPeer.require();
      python = PythonPeer.notifier(brokerUrl);
      raw = null;
    } else {
      python = null;
      raw = new RawPublisher(brokerUrl);
    }
  }

  /** Sends one, now; returns when the sender is done with it. */
  public void send(NovaNotification notification) throws Exception {
    if (raw != null) {
      raw.publish(notification.routingKey(), notification.messageSentAt(Instant.now()));
      return;
    }
    python.ask(
        Json.createObjectBuilder()
            .add("topic", notification.topic())
            .add("publisher_id", "compute.compute1")
            .add("event_type", notification.eventType())
            .add("payload", notification.payload()));
  }

  @Override
  public void close() throws IOException {
    if (raw != null) {
      raw.close();
    } else {
      python.close();
    }
  }
}
