package org.rarebit.telemetry;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import org.jspecify.annotations.Nullable;

/**
 * Which OpenTelemetry is written to: a given one, else a CDI bean of the application's, else the
 * global one. Looked up at the first use, since interceptors may be made before either is there;
 * the global one until somebody has set it. Thread-safe.
 */
final class Source {

  private volatile @Nullable Instruments found;
  private volatile boolean containerHasNone;

  /** The application's. */
  Source() {}

  Source(OpenTelemetry given) {
    found = new Instruments(given);
  }

  /**
   * What to write to.
   *
   * @return null if nobody would read it
   */
  @Nullable Instruments instruments() {
    Instruments known = found;
    if (known == null) {
      known = find();
    }
    return known == null || known.areOff() ? null : known;
  }

  private @Nullable Instruments find() {
    OpenTelemetry telemetry = containerHasNone ? null : ofContainer();
    if (telemetry == null) {
      containerHasNone = true; // asking costs more than a request may
      telemetry = global();
      if (telemetry == OpenTelemetry.noop()) {
        return null;
      }
    }
    Instruments made = new Instruments(telemetry);
    found = made;
    return made;
  }

  private static @Nullable OpenTelemetry ofContainer() {
    try {
      return ContainerTelemetry.find();
    } catch (LinkageError e) { // plain Java without the classes of CDI
      return null;
    }
  }

  private static OpenTelemetry global() {
    try {
      return GlobalOpenTelemetry.getOrNoop(); // get() would set it, so that nobody else can
    } catch (NoSuchMethodError e) { // a server's OpenTelemetry of before 1.57
      return GlobalOpenTelemetry.get();
    }
  }
}
