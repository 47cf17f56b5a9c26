package org.rarebit.ra.outbound;

import java.time.Duration;
import java.util.Map;
import org.rarebit.api.RequestContext;
import org.rarebit.api.Target;

/**
 * What an application asks for. Immutable; passes untouched from the handle to the codec.
 *
 * @param target where to
 * @param method the method's name on the wire
 * @param args by name
 * @param context what the caller says of itself
 * @param timeout for everything: publishing and waiting
 * @param monitor how long the server may give no sign of life; zero: no call monitor
 */
record OutboundRequest(
    Target target,
    String method,
    Map<String, ?> args,
    RequestContext context,
    Duration timeout,
    Duration monitor) {

  /** As it travels: whole seconds, or nothing. */
  Integer monitorSeconds() {
    return monitor.isZero() ? null : (int) monitor.toSeconds();
  }

  /** The subject of error texts, for example {@code "resize" at compute.node1}. */
  String describe() {
    String where =
        target.server() == null ? target.topic() : target.topic() + "." + target.server();
    return "\"" + method + "\" " + (target.fanout() ? "to all servers of " : "at ") + where;
  }
}
