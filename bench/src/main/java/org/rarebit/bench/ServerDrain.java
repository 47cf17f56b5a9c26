package org.rarebit.bench;

import java.time.Duration;
import org.rarebit.bench.peer.HearingManner;
import org.rarebit.bench.peer.NotificationDrain;
import org.rarebit.bench.peer.NotificationQueue;

/**
 * Hears in a server, as a message-driven bean.
 *
 * @param server has an application with the {@link #bean}, paused
 */
record ServerDrain(PeerProcess server, HearingManner manner) implements NotificationDrain {

  @Override
  public String label() {
    return "a bean in Payara, " + manner.label();
  }

  @Override
  public String topic() {
    return topic(manner);
  }

  private static String topic(HearingManner manner) {
    return String.format( // none is part of another
        "%s_%dx%02d", NotificationQueue.TOPIC, manner.batchSize(), manner.concurrency());
  }

  static MessageDrivenBean bean(HearingManner manner) {
    return MessageDrivenBean.hearing(topic(manner), manner);
  }

  @Override
  public Duration drain(String url, int count) throws Exception {
    String nanos = server.ask("hear " + topic() + " " + count);
    NotificationQueue.requireEmpty(url, topic());
    return Duration.ofNanos(Long.parseLong(nanos));
  }
}
