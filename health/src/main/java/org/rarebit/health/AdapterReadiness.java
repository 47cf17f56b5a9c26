package org.rarebit.health;

import jakarta.enterprise.context.ApplicationScoped;
import java.lang.management.ManagementFactory;
import java.time.Duration;
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
import org.eclipse.microprofile.health.Readiness;
import org.rarebit.health.Shown.Activation;
import org.rarebit.health.Shown.Link;

/**
 * Whether the adapters of this JVM do what they are there for: links that should be open are,
 * message-driven beans get what is sent to them, and what was to be sent has left. The answer has
 * one entry for each thing that is not so, with the reason; no password and no value of a message.
 * Thread-safe; asks JMX and waits for nobody.
 */
@Readiness
@ApplicationScoped
public class AdapterReadiness implements HealthCheck {

  private final MBeanServer server;
  private final Function<String, Optional<String>> configuration;
  private final InstantSource clock;
  private final Map<String, Instant> downSince = new HashMap<>(); // guarded by this
  private final Growth undelivered = new Growth(); // guarded by this
  private long undeliveredCount; // guarded by this

  /** For the container: of this JVM. */
  public AdapterReadiness() {
    this(ManagementFactory.getPlatformMBeanServer(), Configuration::value, InstantSource.system());
  }

  AdapterReadiness(
      MBeanServer server, Function<String, Optional<String>> configuration, InstantSource clock) {
    this.server = server;
    this.configuration = configuration;
    this.clock = clock;
  }

  /**
   * Looks.
   *
   * @return down, with the reasons, if something is not as it should be
   */
  @Override
  public synchronized HealthCheckResponse call() {
    HealthCheckResponseBuilder answer = HealthCheckResponse.named("rarebit-readiness");
    Thresholds thresholds;
    Shown shown;
    try {
      thresholds = Thresholds.of(configuration);
      shown = Shown.by(server);
    } catch (IllegalArgumentException | IllegalStateException e) {
      return answer.withData("rarebit", e.getMessage()).down().build();
    }
    Map<String, String> reasons = lasting(failures(shown, thresholds), thresholds.patience());
    reasons.putAll(lost(shown, thresholds));
    answer.withData("links", shown.links().size());
    answer.withData("beans", shown.activations().size());
    reasons.forEach(answer::withData);
    return answer.status(reasons.isEmpty()).build();
  }

  private static Map<String, String> failures(Shown shown, Thresholds thresholds) {
    Map<String, String> failures = new LinkedHashMap<>();
    for (Link link : shown.links()) {
      String failure = failure(link, shown, thresholds);
      if (!failure.isEmpty()) {
        failures.put(link.name(), failure);
      }
    }
    for (Activation activation : shown.activations()) {
      String failure = failure(activation, thresholds);
      if (!failure.isEmpty()) {
        failures.put(activation.name(), failure);
      }
    }
    if (shown.activations().size() < thresholds.activations()) {
      failures.put(
          Thresholds.ACTIVATIONS,
          thresholds.activations()
              + " beans should be there: the server's log says why one is not");
    }
    return failures;
  }

  /** Empty if it is as it should be. */
  private static String failure(Link link, Shown shown, Thresholds thresholds) {
    return switch (link.state()) {
      case "BLOCKED" ->
          thresholds.blockedIsReady()
              ? ""
              : link.broker() + " takes no messages: " + link.blockedReason();
      case "CONNECTING" ->
          "no connection to "
              + link.broker()
              + (link.lastError().isEmpty() ? "" : ": ")
              + link.lastError();
      // the pool may keep one for a while, although the broker is there again
      case "LOST" ->
          isReplaced(link, shown)
              ? ""
              : "the connection to " + link.broker() + " is lost: " + link.lastError();
      default -> "";
    };
  }

  private static boolean isReplaced(Link lost, Shown shown) {
    return shown.links().stream()
        .anyMatch(link -> link.state().equals("OPEN") && link.broker().equals(lost.broker()));
  }

  /**
   * Empty if it is as it should be; also while one request decides, which may be long in coming.
   */
  private static String failure(Activation activation, Thresholds thresholds) {
    return switch (activation.state()) {
      case "CONNECTING" -> "gets nothing: there is no connection to the broker";
      case "PAUSED" -> {
        if (!activation.nextAttempt().isEmpty()) {
          yield "is paused by its failures until "
              + activation.nextAttempt()
              + "; LastError of its MBean says which";
        }
        yield thresholds.pausedIsReady() ? "" : "is paused by an operator";
      }
      default -> "";
    };
  }

  /** Those that have been there for so long. */
  private Map<String, String> lasting(Map<String, String> failures, Duration patience) {
    Instant now = clock.instant();
    downSince.keySet().retainAll(failures.keySet());
    Map<String, String> lasting = new LinkedHashMap<>();
    failures.forEach(
        (name, failure) -> {
          Instant since = downSince.computeIfAbsent(name, unused -> now);
          if (!since.plus(patience).isAfter(now)) {
            lasting.put(name, failure);
          }
        });
    return lasting;
  }

  /** What did not leave; each link shows what all of its adapter have. */
  private Map<String, String> lost(Shown shown, Thresholds thresholds) {
    undeliveredCount =
        shown.links().stream()
            .filter(Link::outbound)
            .mapToLong(Link::undelivered)
            .max()
            .orElse(undeliveredCount); // the last link has gone, and the count with it
    long fresh =
        undelivered.within(thresholds.undeliveredWindow(), clock.instant(), undeliveredCount);
    return fresh > thresholds.undelivered()
        ? Map.of(
            Thresholds.UNDELIVERED,
            fresh
                + " messages of committed transactions did not leave in the last "
                + thresholds.undeliveredWindow().toMillis()
                + " ms; the log names them")
        : Map.of();
  }
}
