package org.rarebit.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.impl.AMQConnection;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.Frame;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rarebit.ra.wire.Queue;
import org.rarebit.testkit.broker.EmbeddedBroker;

/** Headers that the RabbitMQ client cannot read end no link. */
@Timeout(60)
class ContentHeadersTest {

  private static final int BODY_SIZE = 3;

  private interface Writing {
    void write(DataOutputStream out) throws IOException;
  }

  private static byte[] bytes(Writing writing) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    writing.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  /** A content header with one table of headers, whose bytes are these. */
  private static byte[] payload(byte[] table) throws IOException {
    return bytes(
        out -> {
          out.writeShort(60);
          out.writeShort(0);
          out.writeLong(BODY_SIZE);
          out.writeShort(1 << 13);
          out.writeInt(table.length);
          out.write(table);
        });
  }

  private static byte[] field(String name, Writing value) throws IOException {
    return bytes(
        out -> {
          out.writeByte(name.length());
          out.writeBytes(name);
          value.write(out);
        });
  }

  /** As py-amqp writes a whole number of more than 32 bits. */
  private static byte[] longLong() throws IOException {
    return field(
        "big",
        out -> {
          out.writeByte('L');
          out.writeLong(1L << 40);
        });
  }

  private static byte[] nested(int depth) throws IOException {
    byte[] inner = new byte[0];
    for (int i = 0; i < depth; i++) {
      byte[] content = inner;
      inner =
          field(
              "n",
              out -> {
                out.writeByte('F');
                out.writeInt(content.length);
                out.write(content);
              });
    }
    return inner;
  }

  private static AMQP.BasicProperties seen(byte[] payload) throws IOException {
    Frame frame = ContentHeaders.readable(new Frame(AMQP.FRAME_HEADER, 7, payload));
    assertThat(frame.getType()).isEqualTo(AMQP.FRAME_HEADER);
    assertThat(frame.getChannel()).isEqualTo(7);
    AMQP.BasicProperties properties =
        (AMQP.BasicProperties)
            AMQImpl.readContentHeaderFrom(
                new DataInputStream(new ByteArrayInputStream(frame.getPayload())));
    assertThat(properties.getBodySize()).isEqualTo(BODY_SIZE);
    return properties;
  }

  @Test
  void aTypeThatTheClientDoesNotKnowIsTold() throws IOException {
    assertThat(ContentHeaders.unreadableReason(seen(payload(longLong()))))
        .contains("Unrecognised type in table");
  }

  @Test
  void aTypeThatIsNotKnownInATableOfATableIsTold() throws IOException {
    byte[] inner = longLong();
    byte[] outer =
        field(
            "outer",
            out -> {
              out.writeByte('F');
              out.writeInt(inner.length);
              out.write(inner);
            });

    assertThat(ContentHeaders.unreadableReason(seen(payload(outer)))).isNotNull();
  }

  @Test
  void whatIsNestedTooDeeplyIsTold() throws IOException {
    assertThat(ContentHeaders.unreadableReason(seen(payload(nested(100)))))
        .contains("Too many levels");
    assertThat(ContentHeaders.unreadableReason(seen(payload(nested(20))))).isNull();
  }

  @Test
  void lengthsThatAreWrongAreTold() throws IOException {
    byte[] beyond =
        field(
            "text",
            out -> {
              out.writeByte('S');
              out.writeInt(1_000_000);
            });

    assertThat(ContentHeaders.unreadableReason(seen(payload(beyond)))).isNotNull();
  }

  @Test
  void whateverBytesComeTheClientCanReadWhatItGets() throws IOException {
    Random random = new Random(42);
    byte[] good = payload(nested(2));
    for (int i = 0; i < 20_000; i++) {
      byte[] mutated = good.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        mutated[12 + random.nextInt(mutated.length - 12)] = (byte) random.nextInt();
      }
      var unused = seen(mutated); // throws nothing
    }
  }

  @Test
  void whatTheClientCanReadIsLeftAsItIs() throws IOException {
    Map<String, Object> headers = new LinkedHashMap<>();
    headers.put("string", "ä");
    headers.put("bytes", new byte[] {1, 2});
    headers.put("int", 1);
    headers.put("long", 1L << 40);
    headers.put("short", (short) 1);
    headers.put("byte", (byte) 1);
    headers.put("boolean", true);
    headers.put("double", 1.5);
    headers.put("float", 1.5f);
    headers.put("decimal", new BigDecimal("1.5"));
    headers.put("date", Date.from(Instant.ofEpochSecond(1)));
    headers.put("null", null);
    headers.put("table", Map.of("list", List.of(1, "two")));
    AMQP.BasicProperties all =
        new AMQP.BasicProperties.Builder()
            .contentType("application/json")
            .contentEncoding("utf-8")
            .headers(headers)
            .deliveryMode(2)
            .priority(3)
            .correlationId("c")
            .replyTo("r")
            .expiration("1000")
            .messageId("m")
            .timestamp(Date.from(Instant.ofEpochSecond(2)))
            .type("t")
            .userId("guest")
            .appId("a")
            .clusterId("x")
            .build();
    for (AMQP.BasicProperties properties :
        List.of(all, all.builder().headers(null).build(), new AMQP.BasicProperties())) {
      Frame frame = new Frame(AMQP.FRAME_HEADER, 1, properties.toFrame(1, BODY_SIZE).getPayload());

      assertThat(ContentHeaders.readable(frame)).isSameAs(frame);
    }
  }

  @Test
  void onlyThatMessageIsUnreadableAndTheLinkServesWhatComesBehind() throws Exception {
    try (EmbeddedBroker broker = new EmbeddedBroker()) {
      broker.start();
      BrokerLink link =
          BrokerLink.open(
              BrokerSettings.of("rabbit://guest:guest@127.0.0.1:" + broker.port() + "/"),
              "tested",
              Deadline.after(Duration.ofSeconds(10)));
      Deadline deadline = Deadline.after(Duration.ofSeconds(20));
      BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
      ConsumerChannel channel = link.openConsumer(deadline);
      channel.declare(new Queue("inbox", false, false, Map.of()), deadline);
      channel.consume("inbox", false, sink(deliveries), deadline);

      publishRaw(broker.port(), "inbox", payload(longLong()));
      publishRaw(broker.port(), "inbox", payload(nested(1)));

      Delivery poisoned = deliveries.poll(20, TimeUnit.SECONDS);
      assertThat(poisoned.unreadableReason()).contains("Unrecognised type in table");
      assertThat(poisoned.bytes()).hasSize(BODY_SIZE);
      poisoned.reject(false);
      Delivery next = deliveries.poll(20, TimeUnit.SECONDS);
      assertThat(next.unreadableReason()).isNull();
      next.ack();
      assertThat(link.isOpen()).isTrue();
      assertThat(broker.await(Duration.ofSeconds(20), b -> b.unackedCount("inbox") == 0)).isTrue();
      link.close();
    }
  }

  private static Delivery.Sink sink(BlockingQueue<Delivery> deliveries) {
    return new Delivery.Sink() {
      @Override
      public void deliver(Delivery delivery) {
        deliveries.add(delivery);
      }

      @Override
      public void cancelled(String queue) {}
    };
  }

  /** Past the client's own encoding. */
  private static void publishRaw(int port, String queue, byte[] header) throws Exception {
    ConnectionFactory plain = new ConnectionFactory();
    plain.setPort(port);
    plain.setAutomaticRecoveryEnabled(false);
    try (Connection connection = plain.newConnection();
        Channel channel = connection.createChannel()) {
      AMQConnection raw = (AMQConnection) connection;
      Frame publish = new Frame(AMQP.FRAME_METHOD, channel.getChannelNumber());
      DataOutputStream method = publish.getOutputStream();
      method.writeShort(60);
      method.writeShort(40);
      method.writeShort(0);
      method.writeByte(0);
      method.writeByte(queue.length());
      method.writeBytes(queue);
      method.writeByte(0);
      Frame headers = new Frame(AMQP.FRAME_HEADER, channel.getChannelNumber());
      headers.getOutputStream().write(header);
      Frame body = new Frame(AMQP.FRAME_BODY, channel.getChannelNumber());
      body.getOutputStream().write("abc".getBytes(StandardCharsets.US_ASCII));
      raw.writeFrame(publish);
      raw.writeFrame(headers);
      raw.writeFrame(body);
      raw.flush();
      channel.queueDeclarePassive(queue); // answered after the message was taken
    }
  }
}
