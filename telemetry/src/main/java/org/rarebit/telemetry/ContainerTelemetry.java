package org.rarebit.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.CDI;
import org.jspecify.annotations.Nullable;

/** The bean that MicroProfile Telemetry, or the application, has for it. */
final class ContainerTelemetry {

  private ContainerTelemetry() {}

  /**
   * Asks the calling thread's application. A class of its own, as there may be no CDI at all.
   *
   * @return null if there is no container, or none or several such beans
   */
  static @Nullable OpenTelemetry find() {
    try {
      Instance<OpenTelemetry> beans = CDI.current().select(OpenTelemetry.class);
      return beans.isResolvable() ? beans.get() : null;
    } catch (IllegalStateException e) { // no container here
      return null;
    }
  }
}
