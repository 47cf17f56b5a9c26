package org.rarebit.ra.inbound;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.rarebit.api.spi.RpcOperation;
import org.rarebit.api.spi.Versions;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.wire.Request;

/**
 * What beans served that have left a server where others stay. For a while requests for it are not
 * refused: another server of the topic may serve them, or the next deployment. Holds names only, no
 * class of an application. Thread-safe.
 */
final class DepartedOperations {

  /** As long as a redeployment may take. */
  private static final Duration REMEMBERED = Duration.ofSeconds(30);

  private record Departed(String namespace, String version, String name, Deadline until) {}

  private final List<Departed> departed = new ArrayList<>(); // guarded by this

  /** A bean has left. */
  synchronized void add(List<RpcOperation> operations) {
    Deadline until = Deadline.after(REMEMBERED);
    for (RpcOperation operation : operations) {
      departed.add(
          new Departed(operation.namespace(), operation.version(), operation.name(), until));
    }
  }

  /** Whether a request that nobody serves here would have been served a moment ago. */
  synchronized boolean served(Request<?> request) {
    departed.removeIf(operation -> operation.until().isPassed());
    return departed.stream()
        .anyMatch(
            operation ->
                operation.name().equals(request.method())
                    && Objects.equals(operation.namespace(), request.namespace())
                    && Versions.isCompatible(operation.version(), request.version()));
  }
}
