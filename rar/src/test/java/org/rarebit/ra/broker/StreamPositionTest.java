package org.rarebit.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Envelope;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamPositionTest {

  private final StreamPosition position = new StreamPosition();
  private final List<Delivery> delivered = new ArrayList<>();
  private final List<Long> acknowledged = new ArrayList<>();
  private final List<String> cancelled = new ArrayList<>();
  private final Delivery.Sink sink =
      position.follow(
          new Delivery.Sink() {
            @Override
            public void deliver(Delivery delivery) {
              delivered.add(delivery);
            }

            @Override
            public void cancelled(String queue) {
              cancelled.add(queue);
            }
          });

  @Test
  void theFirstConsumerBeginsWithTheLastChunk() {
    assertThat(position.consumerArguments()).isEqualTo(Map.of("x-stream-offset", "last"));
    assertThat(position.isConfirmed()).isTrue();
  }

  @Test
  void aLaterOneBeginsWithTheLatestThatIsSettledToSeeThatItIsThere() throws Exception {
    come(7).ack();
    come(8).ack();

    assertThat(position.consumerArguments()).isEqualTo(Map.of("x-stream-offset", 8L));
    assertThat(position.isConfirmed()).isFalse();
    come(8);
    assertThat(position.isConfirmed()).isTrue();
    assertThat(delivered).as("8 comes twice and is seen once").hasSize(2);
    assertThat(acknowledged).containsExactly(7L, 8L, 8L);
  }

  @Test
  void aLaterOneBeginsWithTheFirstThatIsNotSettled() throws Exception {
    come(7).ack();
    come(9);
    come(10).ack();
    assertThat(position.consumerArguments()).isEqualTo(Map.of("x-stream-offset", 9L));

    Delivery again = come(9);
    come(10);
    come(11);

    assertThat(delivered).as("7, 9, 10, 9 once more, 11").hasSize(5).contains(again);
  }

  @Test
  void aRejectedOneIsSettledAsWell() throws Exception {
    come(7).reject(true);
    come(8).ack();

    assertThat(position.consumerArguments()).isEqualTo(Map.of("x-stream-offset", 8L));
  }

  @Test
  void aDeletedStreamIsBegunAnew() throws Exception {
    come(7);

    sink.cancelled("t_fanout");

    assertThat(cancelled).containsExactly("t_fanout");
    assertThat(position.consumerArguments()).isEqualTo(Map.of("x-stream-offset", "last"));
    come(0);
    assertThat(delivered).hasSize(2);
  }

  @Test
  void whatComesFromAQueueIsPassedOn() {
    sink.deliver(delivery(1, null));
    sink.deliver(delivery(1, null));

    assertThat(delivered).hasSize(2);
  }

  private Delivery come(long offset) {
    Delivery delivery = delivery(offset, offset);
    sink.deliver(delivery);
    return delivery;
  }

  private Delivery delivery(long tag, Long offset) {
    AMQP.BasicProperties.Builder properties = new AMQP.BasicProperties.Builder();
    if (offset != null) {
      properties.headers(Map.of("x-stream-offset", offset));
    }
    return new Delivery(
        null,
        new Acknowledgements(channel()),
        new Envelope(tag, false, "", "t"),
        properties.build(),
        new byte[0]);
  }

  /** Notes acknowledgements; takes everything else. */
  private Channel channel() {
    return (Channel)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Channel.class},
            (self, method, args) -> {
              if (method.getName().equals("basicAck")) {
                acknowledged.add((Long) args[0]);
              }
              return method.getName().equals("isOpen") ? true : null;
            });
  }
}
