package org.rarebit.ra.client;

import java.time.Duration;
import java.util.Map;
import org.rarebit.api.RequestContext;
import org.rarebit.api.Target;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.LogText;
import org.rarebit.ra.wire.Ids;
import org.rarebit.ra.wire.Request;
import org.rarebit.ra.wire.RequestCodec;

/**
 * What an application asks for. Immutable; passes untouched from the handle to the codec.
 *
 * @param target where to
 * @param method the method's name on the wire
 * @param args by name
 * @param context what the caller says of itself
 * @param uniqueId the same however often the request is sent, so that servers know a duplicate
 * @param timeout for everything: publishing and waiting
 * @param deadline the timeout from the moment of the call on; made once, shared by all steps
 * @param monitor how long the server may give no sign of life; zero: no call monitor
 * @param headers of the message, by name
 */
public record OutboundRequest(
    Target target,
    String method,
    Map<String, ?> args,
    RequestContext context,
    String uniqueId,
    Duration timeout,
    Deadline deadline,
    Duration monitor,
    Map<String, String> headers)
    implements Outgoing {

  /**
   * A request that is made now.
   *
   * @param target where to
   * @param method the method's name on the wire
   * @param args by name
   * @param context what the caller says of itself
   * @param uniqueId the application's; null for one of its own
   * @param timeout for everything
   * @param monitor how long the server may give no sign of life; zero: no call monitor
   * @return with an id and a deadline of its own
   */
  public static OutboundRequest now(
      Target target,
      String method,
      Map<String, ?> args,
      RequestContext context,
      String uniqueId,
      Duration timeout,
      Duration monitor) {
    return new OutboundRequest(
        target,
        method,
        args,
        context,
        uniqueId == null ? Ids.next() : uniqueId,
        timeout,
        Deadline.after(timeout),
        monitor,
        Map.of());
  }

  /**
   * The same with headers.
   *
   * @param others of the message, by name
   * @return a copy, or this if there are none
   */
  public OutboundRequest withHeaders(Map<String, String> others) {
    return others.isEmpty()
        ? this
        : new OutboundRequest(
            target, method, args, context, uniqueId, timeout, deadline, monitor, others);
  }

  /** As it travels: whole seconds, or nothing. */
  Integer monitorSeconds() {
    return monitor.isZero() ? null : (int) monitor.toSeconds();
  }

  /**
   * The body of the message.
   *
   * @param msgId which call it is; null for a cast
   * @param replyQueue where to it is to be answered; null for a cast
   * @return in its envelope
   * @throws org.rarebit.api.EncodingException if an argument or a context entry has no form in JSON
   */
  public byte[] encoded(String msgId, String replyQueue) {
    Request<Map<String, ?>> message =
        new Request<>(
            method,
            args,
            target.namespace(),
            target.version(),
            msgId,
            replyQueue,
            msgId == null ? null : monitorSeconds(),
            uniqueId,
            context);
    return RequestCodec.encode(message);
  }

  @Override
  public String subject() {
    return "request " + describe();
  }

  /** The subject of error texts, for example {@code "resize" at compute.node1}. */
  String describe() {
    String where =
        target.server() == null ? target.topic() : target.topic() + "." + target.server();
    return "\""
        + LogText.of(method) // an application may have either from its own users
        + "\" "
        + (target.fanout() ? "to all servers of " : "at ")
        + LogText.of(where);
  }
}
