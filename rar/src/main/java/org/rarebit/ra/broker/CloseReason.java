package org.rarebit.ra.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ShutdownSignalException;
import java.util.List;

/** Reads code and text out of the broker's connection.close or channel.close. */
final class CloseReason {

  private static final List<String> QUEUE_IS_DOWN =
      List.of(
          "process is stopped by supervisor",
          "is down or inaccessible",
          "has crashed and failed to restart",
          "due to timeout");

  /**
   * What a broker says, besides more, that takes no queue which is neither durable nor exclusive.
   */
  private static final String NO_TRANSIENT_QUEUES = "transient_nonexcl_queues";

  private CloseReason() {}

  /** The broker's words, for example {@code 404 NOT_FOUND - no exchange 'x' in vhost '/'}. */
  static String text(ShutdownSignalException signal) {
    if (signal.getReason() instanceof AMQP.Channel.Close close) {
      return close.getReplyCode() + " " + close.getReplyText();
    }
    if (signal.getReason() instanceof AMQP.Connection.Close close) {
      return close.getReplyCode() + " " + close.getReplyText() + remedy(close.getReplyText());
    }
    return signal.getMessage();
  }

  private static String remedy(String text) {
    return text.contains(NO_TRANSIENT_QUEUES)
        ? " Set quorumQueues or durableQueues, and transientQuorumQueues, here and at all peers."
        : "";
  }

  /** The reply code of the close that caused an exception, or 0 if none did. */
  static int code(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof ShutdownSignalException signal) {
        if (signal.getReason() instanceof AMQP.Channel.Close close) {
          return close.getReplyCode();
        }
        if (signal.getReason() instanceof AMQP.Connection.Close close) {
          return close.getReplyCode();
        }
      }
    }
    return 0;
  }

  /**
   * RabbitMQ has one reply code for a queue that is not there and for one that it cannot reach; the
   * words tell them apart.
   *
   * @see <a href="https://github.com/rabbitmq/rabbitmq-server">RabbitMQ, rabbit_amqqueue.erl,
   *     priv_absent</a>
   */
  static boolean isQueueDown(Throwable e) {
    if (code(e) != AMQP.NOT_FOUND) {
      return false;
    }
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof ShutdownSignalException signal) {
        String words = text(signal);
        return QUEUE_IS_DOWN.stream().anyMatch(words::contains);
      }
    }
    return false;
  }
}
