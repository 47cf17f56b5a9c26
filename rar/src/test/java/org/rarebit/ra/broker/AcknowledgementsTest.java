package org.rarebit.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AcknowledgementsTest {

  private static final Duration DELAY = Duration.ofMillis(5);

  private final List<String> sent = new ArrayList<>();
  private final List<Runnable> timers = new ArrayList<>();
  private boolean open = true;
  private final Acknowledgements acknowledgements = new Acknowledgements(channel());

  @Test
  void withoutGatheringEachIsSentAtOnce() throws IOException {
    come(1, 2);

    acknowledgements.ack(2);
    acknowledgements.ack(1);

    assertThat(sent).containsExactly("ack 2", "ack 1 and before");
  }

  @Test
  void oneIsSentForEnoughOfThem() throws IOException {
    gather(3);
    come(1, 2, 3, 4);

    acknowledgements.ack(1);
    acknowledgements.ack(3);
    assertThat(sent).isEmpty();
    acknowledgements.ack(2);

    assertThat(sent).containsExactly("ack 3 and before");
  }

  @Test
  void oneIsSentForThoseOfAShortTime() throws IOException {
    gather(100);
    come(1, 2, 3);
    acknowledgements.ack(1);
    acknowledgements.ack(2);

    timers.forEach(Runnable::run);

    assertThat(timers).hasSize(1);
    assertThat(sent).containsExactly("ack 2 and before");
  }

  @Test
  void thoseBehindAnUnsettledOneAreSentByThemselves() throws IOException {
    gather(3);
    come(1, 2, 3, 4);

    acknowledgements.ack(1);
    acknowledgements.ack(3);
    acknowledgements.ack(4);

    assertThat(sent).containsExactly("ack 3", "ack 4", "ack 1 and before");
  }

  @Test
  void onesThatGoBackAreNeverTheLastOfThoseThatAreAcknowledged() throws IOException {
    gather(100);
    come(1, 2, 3);
    acknowledgements.ack(1);
    acknowledgements.giveBack(2);
    acknowledgements.reject(3, true);

    acknowledgements.flushIfOpen();

    assertThat(sent).containsExactly("give back 2", "try again 3", "ack 1 and before");
  }

  @Test
  void severalAtOnceAreOneFrameAlsoWithoutGathering() throws IOException {
    come(1, 2, 3, 4, 5);

    acknowledgements.ack(1, 3, 2, 5);

    assertThat(sent).containsExactly("ack 5", "ack 3 and before");
  }

  @Test
  void theNextOnesWaitAgain() throws IOException {
    gather(2);
    come(1, 2, 3);
    acknowledgements.ack(1);
    acknowledgements.ack(2);

    acknowledgements.ack(3);

    assertThat(sent).containsExactly("ack 2 and before");
    timers.forEach(Runnable::run);
    assertThat(sent).containsExactly("ack 2 and before", "ack 3 and before");
  }

  @Test
  void withNothingDueNothingIsSent() throws IOException {
    gather(2);
    come(1);

    acknowledgements.flushIfOpen();

    assertThat(sent).isEmpty();
  }

  @Test
  void onAClosedChannelTheBrokerDeliversAgainSoItIsAnError() {
    gather(2);
    come(1);
    open = false;

    assertThatThrownBy(() -> acknowledgements.ack(1)).isInstanceOf(ShutdownSignalException.class);
  }

  @Test
  void whatIsDueIsSentBeforeTheChannelClosesAndNoMoreIsTaken() throws IOException {
    gather(100);
    come(1, 2);
    acknowledgements.ack(1);

    acknowledgements.close();

    assertThat(sent).hasSize(1);
    assertThatThrownBy(() -> acknowledgements.ack(2)).isInstanceOf(IOException.class);
    assertThat(sent).hasSize(1);
  }

  private void gather(int enough) {
    acknowledgements.gather(
        (delay, task) -> {
          assertThat(delay).isEqualTo(DELAY);
          timers.add(task);
          return () -> {};
        },
        DELAY);
    acknowledgements.limit(enough);
  }

  private void come(long... tags) {
    for (long tag : tags) {
      acknowledgements.delivered(tag);
    }
  }

  private Channel channel() {
    return (Channel)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Channel.class},
            (self, method, args) -> {
              switch (method.getName()) {
                case "isOpen" -> {
                  return open;
                }
                case "getCloseReason" -> {
                  return new ShutdownSignalException(true, false, null, null);
                }
                case "basicAck" ->
                    sent.add("ack " + args[0] + (args[1].equals(true) ? " and before" : ""));
                case "basicReject" ->
                    sent.add((args[1].equals(true) ? "try again " : "reject ") + args[0]);
                case "basicNack" -> sent.add("give back " + args[0]);
                default -> throw new AssertionError(method);
              }
              return null;
            });
  }
}
