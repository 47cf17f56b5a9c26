package org.rarebit.health;

import jakarta.enterprise.context.ApplicationScoped;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.management.MBeanServer;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.rarebit.health.Shown.Activation;

/**
 * Whether a restart would help. A broker that is away is no reason, nor is a bean that is paused:
 * the adapter mends those itself. The only one is beans whose methods do not end, and only where
 * {@code rarebit.health.stuck-after-millis} says after which time. Thread-safe; asks JMX and waits
 * for nobody.
 */
@Liveness
@ApplicationScoped
public class AdapterLiveness implements HealthCheck {

  /** When a bean was first seen at work with so many requests done. */
  private record Work(Instant since, long ended) {}

  private final MBeanServer server;
  private final Function<String, Optional<String>> configuration;
  private final InstantSource clock;
  private final Map<String, Work> atWork = new HashMap<>(); // guarded by this

  /** For the container: of this JVM. */
  public AdapterLiveness() {
    this(ManagementFactory.getPlatformMBeanServer(), Configuration::value, InstantSource.system());
  }

  AdapterLiveness(
      MBeanServer server, Function<String, Optional<String>> configuration, InstantSource clock) {
    this.server = server;
    this.configuration = configuration;
    this.clock = clock;
  }

  /**
   * Looks.
   *
   * @return down, with the beans that are stuck, if there are some
   */
  @Override
  public synchronized HealthCheckResponse call() {
    HealthCheckResponseBuilder answer = HealthCheckResponse.named("rarebit-liveness");
    try {
      Map<String, String> stuck = stuck(Thresholds.of(configuration), Shown.by(server));
      stuck.forEach(answer::withData);
      return answer.status(stuck.isEmpty()).build();
    } catch (IllegalArgumentException | IllegalStateException e) {
      // readiness is down for it; a restart would not help
      return answer.withData("rarebit", e.getMessage()).up().build();
    }
  }

  private Map<String, String> stuck(Thresholds thresholds, Shown shown) {
    Instant now = clock.instant();
    Map<String, Work> before = Map.copyOf(atWork);
    Map<String, String> stuck = new LinkedHashMap<>();
    atWork.clear();
    for (Activation activation : shown.activations()) {
      if (activation.inFlight() == 0) {
        continue;
      }
      Work known = before.get(activation.name());
      Work work =
          known != null && known.ended() == activation.ended()
              ? known
              : new Work(now, activation.ended());
      atWork.put(activation.name(), work);
      if (!thresholds.stuckAfter().isZero()
          && !work.since().plus(thresholds.stuckAfter()).isAfter(now)) {
        stuck.put(
            activation.name(),
            activation.inFlight() + " methods run, and none has ended since " + work.since());
      }
    }
    return stuck;
  }
}
