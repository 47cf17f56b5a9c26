package org.rarebit.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cast or a notification that a committed transaction could not send, or one of which nobody
 * knows whether it has committed did not. Immutable if its arguments are; valid for ever.
 *
 * <p>The adapter implements it. Tests may, too; what is added to it later has a default.
 */
public interface UndeliveredMessage {

  /**
   * What was to be sent.
   *
   * @return CAST, FANOUT or NOTIFICATION
   */
  RpcInvocation.Kind kind();

  /**
   * Where to.
   *
   * @return the target; of a notification its topic and exchange. One that goes to several topics
   *     is told for each topic that it did not reach
   */
  Target target();

  /**
   * What was to be called.
   *
   * @return the method's name on the wire, or the event type
   */
  String method();

  /**
   * The arguments as the application gave them; of a notification {@link RpcInvocation#PRIORITY},
   * {@link RpcInvocation#PUBLISHER_ID} and {@link RpcInvocation#PAYLOAD}.
   *
   * @return by name, nulls possible
   */
  Map<String, ?> args();

  /**
   * What the sender said of itself.
   *
   * @return never null
   */
  RequestContext context();

  /**
   * The headers.
   *
   * @return by name; unmodifiable
   */
  Map<String, String> headers();

  /**
   * The id by which servers know the message if it comes again: with {@link
   * CallOptions#withUniqueId} a cast is repeated, and runs once even if the broker had it after
   * all.
   *
   * @return never null
   */
  String uniqueId();

  /**
   * The notification's id.
   *
   * @return a UUID; null for a cast
   */
  @Nullable String messageId();

  /**
   * Why it did not leave.
   *
   * @return what the sender would have got outside of a transaction; or, if nobody knows how it
   *     ended, a {@code MessagingException} that says so
   */
  MessagingException reason();
}
