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
 * @param caller what is added to the context
 */
record ClientOptions(
    CallOptions said,
    RequestContext context,
    Duration timeout,
    Duration monitor,
    String uniqueId,
    String versionCap,
    CallerEntry caller)
    implements Serializable {

  /** Without a factory's. */
  static final ClientOptions DEFAULT =
      of(RpcManagedConnectionFactory.DEFAULT_TIMEOUT, Duration.ZERO, CallerEntry.NONE);

  /** A factory's. */
  static ClientOptions of(FactoryProperties read) {
    return of(
        Duration.ofMillis(read.callTimeoutMillis()),
        Duration.ofSeconds(read.callMonitorTimeoutSeconds()),
        new CallerEntry(read.callerKey()));
  }

  private static ClientOptions of(Duration timeout, Duration monitor, CallerEntry caller) {
    return new ClientOptions(
        CallOptions.none(), RequestContext.empty(), timeout, monitor, null, null, caller);
  }

  ClientOptions with(CallOptions more) {
    return new ClientOptions(
        said.and(more),
        more.context().orElse(context),
        more.timeout().orElse(timeout),
        more.callMonitor().orElse(monitor),
        more.uniqueId().orElse(uniqueId),
        more.versionCap().orElse(versionCap),
        caller);
  }
}
