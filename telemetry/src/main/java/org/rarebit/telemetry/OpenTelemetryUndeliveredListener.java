package org.rarebit.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import java.util.Objects;
import org.rarebit.api.UndeliveredListener;
import org.rarebit.api.UndeliveredMessage;

/**
 * Counts what committed transactions could not send, as {@code rarebit.messages.undelivered}. The
 * service file of this jar names it. It writes where {@link OpenTelemetryInterceptor} does.
 * Thread-safe; does not block.
 */
public final class OpenTelemetryUndeliveredListener implements UndeliveredListener {

  private final Source source;

  /** For the service file: writes to the application's OpenTelemetry. */
  public OpenTelemetryUndeliveredListener() {
    source = new Source();
  }

  /**
   * For a bean or a test.
   *
   * @param openTelemetry what is written to
   */
  public OpenTelemetryUndeliveredListener(OpenTelemetry openTelemetry) {
    source = new Source(Objects.requireNonNull(openTelemetry, "openTelemetry"));
  }

  /**
   * Counts it.
   *
   * @param message what did not leave; of it the topic, the kind and the class of the reason are
   *     written
   */
  @Override
  public void undelivered(UndeliveredMessage message) {
    Instruments instruments = source.instruments();
    if (instruments != null && instruments.measure) {
      instruments.undelivered.add(
          1,
          Attributes.of(
              Names.MESSAGING_SYSTEM,
              Names.RABBITMQ,
              Names.MESSAGING_DESTINATION_NAME,
              message.target().topic(),
              Names.KIND,
              Names.word(message.kind()),
              Names.ERROR_TYPE,
              message.reason().getClass().getName()));
    }
  }
}
