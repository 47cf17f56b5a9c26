package org.rarebit.ra.outbound;

import java.io.Serializable;
import java.time.Duration;
import org.rarebit.api.CallOptions;
import org.rarebit.api.RequestContext;

/**
 * What a client sends its requests with: the factory's properties, and what the application says
 * instead. Immutable.
 *
 * @param said by the application
 * @param context what the caller says of itself
 * @param timeout for everything: publishing and waiting
 * @param monitor how long the server may give no sign of life; zero: no call monitor
 * @param uniqueId the application's; null: each request has one of its own
 * @param versionCap the version that must not be exceeded; null for none
 * @param added to the context when something is sent
 */
record ClientOptions(
    CallOptions said,
    RequestContext context,
    Duration timeout,
    Duration monitor,
    String uniqueId,
    String versionCap,
    AddedContext added)
    implements Serializable {

  /** Without a factory's. */
  static final ClientOptions DEFAULT =
      of(RpcManagedConnectionFactory.DEFAULT_TIMEOUT, Duration.ZERO, AddedContext.NONE);

  /** A factory's. */
  static ClientOptions of(FactoryProperties read) {
    return of(
        Duration.ofMillis(read.callTimeoutMillis()),
        Duration.ofSeconds(read.callMonitorTimeoutSeconds()),
        AddedContext.of(read));
  }

  private static ClientOptions of(Duration timeout, Duration monitor, AddedContext added) {
    return new ClientOptions(
        CallOptions.none(), RequestContext.empty(), timeout, monitor, null, null, added);
  }

  ClientOptions with(CallOptions more) {
    return new ClientOptions(
        said.and(more),
        more.context().orElse(context),
        more.timeout().orElse(timeout),
        more.callMonitor().orElse(monitor),
        more.uniqueId().orElse(uniqueId),
        more.versionCap().orElse(versionCap),
        added);
  }

  /** What goes out from this thread. */
  RequestContext sentContext() {
    return added.addedTo(context);
  }

  ClientOptions adding(AddedContext other) {
    return new ClientOptions(said, context, timeout, monitor, uniqueId, versionCap, other);
  }
}
