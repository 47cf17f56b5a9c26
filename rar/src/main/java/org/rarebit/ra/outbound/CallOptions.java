package org.rarebit.ra.outbound;

import java.time.Duration;
import org.rarebit.api.RequestContext;

/**
 * What a client sends its requests with. Immutable.
 *
 * @param context what the caller says of itself
 * @param timeout for everything: publishing and waiting
 * @param monitor how long the server may give no sign of life; zero: no call monitor
 * @param versionCap the version that must not be exceeded; null for none
 * @param caller what is added to the context
 */
record CallOptions(
    RequestContext context,
    Duration timeout,
    Duration monitor,
    String versionCap,
    CallerEntry caller) {

  /** A factory's. */
  static CallOptions of(FactoryProperties read) {
    return new CallOptions(
        RequestContext.empty(),
        Duration.ofMillis(read.callTimeoutMillis()),
        Duration.ofSeconds(read.callMonitorTimeoutSeconds()),
        null,
        new CallerEntry(read.callerKey()));
  }

  static CallOptions withTimeout(Duration timeout) {
    return new CallOptions(RequestContext.empty(), timeout, Duration.ZERO, null, CallerEntry.NONE);
  }

  CallOptions context(RequestContext other) {
    return new CallOptions(other, timeout, monitor, versionCap, caller);
  }

  CallOptions timeout(Duration other) {
    return new CallOptions(context, other, monitor, versionCap, caller);
  }

  CallOptions monitor(Duration other) {
    return new CallOptions(context, timeout, other, versionCap, caller);
  }

  CallOptions versionCap(String other) {
    return new CallOptions(context, timeout, monitor, other, caller);
  }
}
