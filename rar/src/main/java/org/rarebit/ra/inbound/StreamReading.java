package org.rarebit.ra.inbound;

import java.lang.System.Logger.Level;
import java.time.Duration;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.ConsumerChannel;
import org.rarebit.ra.broker.DeliverySink;
import org.rarebit.ra.broker.Scheduler;
import org.rarebit.ra.broker.StreamPosition;

/**
 * Consumes from streams, and notices if one is not the one that we knew. Immutable.
 *
 * @param subject begins log lines
 * @param scheduler looks a little later
 * @param attachAgain has the server declare and consume once more
 */
record StreamReading(String subject, Scheduler scheduler, Runnable attachAgain) {

  private static final System.Logger LOG = System.getLogger(StreamReading.class.getName());

  /** Longer than a broker takes to send the first message of a stream. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /**
   * Starts a consumer where the last one was. Waits for the broker.
   *
   * @return the consumer's tag
   */
  String begin(ConsumerChannel channel, String stream, StreamPosition position, DeliverySink sink)
      throws BrokerException {
    String tag = channel.consumeStream(stream, position, sink, channel.link().patience());
    scheduler.after(PATIENCE, () -> beginAgainIfSilent(channel, stream, position));
    return tag;
  }

  /** The stream ends before the place where we went on: it is not the one that we knew. */
  private void beginAgainIfSilent(ConsumerChannel channel, String stream, StreamPosition position) {
    if (channel.isOpen() && !position.isConfirmed()) {
      LOG.log(
          Level.WARNING,
          "{0}: the stream {1} was deleted and made anew meanwhile. Reading it as at the start.",
          subject,
          stream);
      position.forget();
      attachAgain.run();
    }
  }
}
