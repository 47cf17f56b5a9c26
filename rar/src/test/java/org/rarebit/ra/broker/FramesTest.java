package org.rarebit.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.LongString;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.Method;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.rarebit.ra.wire.Compression;

/** Frames are, byte for byte, what the RabbitMQ client itself would write, and it reads them. */
class FramesTest {

  private static final long BODY_SIZE = 1L << 33;

  /** As the client writes what is the same to it. */
  private static byte[] asTheClient(AMQP.BasicProperties properties) throws IOException {
    return written(properties.builder().build().toFrame(3, BODY_SIZE));
  }

  /** Type, channel, size, payload, end. */
  private static byte[] written(Frame frame) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    frame.writeTo(new DataOutputStream(bytes));
    assertThat(bytes.size()).isEqualTo(frame.size());
    return bytes.toByteArray();
  }

  private static byte[] payload(Frame frame) throws IOException {
    byte[] all = written(frame);
    return Arrays.copyOfRange(all, 7, all.length - 1);
  }

  private static void assertIsTheClients(OutgoingMessage message) throws IOException {
    AMQP.BasicProperties properties = message.properties();

    Frame frame = properties.toFrame(3, BODY_SIZE);

    assertThat(written(frame)).isEqualTo(asTheClient(properties));
    Frame back = new Frames.Reader().received(AMQP.FRAME_HEADER, 3, payload(frame));
    AMQP.BasicProperties read =
        (AMQP.BasicProperties) AMQImpl.readContentHeaderFrom(back.getInputStream());
    assertThat(read.getBodySize()).isEqualTo(BODY_SIZE);
    assertThat(read.getContentType()).isEqualTo("application/json");
    assertThat(read.getContentEncoding()).isEqualTo("utf-8");
    assertThat(read.getDeliveryMode()).isEqualTo(2);
    assertThat(read.getPriority()).isZero();
    assertThat(read.getExpiration())
        .isEqualTo(
            message.expirationMillis() == 0 ? null : Long.toString(message.expirationMillis()));
    Map<String, String> headers = new LinkedHashMap<>();
    read.getHeaders().forEach((name, value) -> headers.put(name, ((LongString) value).toString()));
    Map<String, String> expected = new LinkedHashMap<>(message.headers());
    if (message.isCompressed()) {
      expected.put("compression", "application/x-gzip");
    }
    assertThat(headers).isEqualTo(expected);
  }

  @Test
  void thePropertiesOfAMessageAreWrittenAsTheClientWritesThem() throws IOException {
    byte[] body = {1, 2, 3};
    String large = "ü€😀".repeat(600);
    List<Map<String, String>> headers =
        List.of(
            Map.of(),
            Map.of("traceparent", "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01"),
            Map.of("a", "", "b", "1", "c", "x".repeat(255), "d", "x".repeat(256)),
            Map.of("n".repeat(128), large));

    for (Map<String, String> some : headers) {
      for (long expiration : new long[] {0, 1, 60_000, Long.MAX_VALUE}) {
        OutgoingMessage message = new OutgoingMessage(body, expiration, true).withHeaders(some);
        assertIsTheClients(message);
        assertIsTheClients(message.compressed(Compression.GZIP));
      }
    }
  }

  @Test
  void aHeaderOfOursCountsMoreThanOneOfThatName() throws IOException {
    OutgoingMessage message =
        new OutgoingMessage(new byte[1], 0, true)
            .withHeaders(Map.of("compression", "none", "a", "b"))
            .compressed(Compression.GZIP);

    assertThat(message.properties().getHeaders())
        .containsEntry("compression", "application/x-gzip")
        .containsEntry("a", "b");
    assertThat(written(message.properties().toFrame(3, BODY_SIZE)))
        .isEqualTo(asTheClient(message.properties()));
  }

  @Test
  void whereAMessageGoesIsWrittenAsTheClientWritesIt() throws IOException {
    for (String name : List.of("", "topic", "t".repeat(255), "ü".repeat(127))) {
      for (boolean mandatory : new boolean[] {true, false}) {
        Frame frame = new Frames.Publish("exchange", name, mandatory).toFrame(7);

        assertThat(written(frame))
            .isEqualTo(
                written(
                    new AMQImpl.Basic.Publish(0, "exchange", name, mandatory, false).toFrame(7)));
      }
    }
  }

  @Test
  void aNameThatAmqpCannotExpressIsRefusedAsByTheClient() {
    Frames.Publish publish = new Frames.Publish("", "t".repeat(256), true);

    assertThatThrownBy(() -> publish.toFrame(1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aMethodIsReadAsFromTheClientsOwnFrame() throws IOException {
    byte[] payload =
        new AMQImpl.Basic.Deliver("ctag-ü", 1L << 40, true, "openstack", "compute.node1")
            .toFrame(1)
            .getPayload();

    Method read = AMQImpl.readMethodFrom(received(payload).getInputStream());

    assertThat(read).isEqualTo(AMQImpl.readMethodFrom(new Frame(1, 1, payload).getInputStream()));
    for (int length = 0; length < payload.length; length++) {
      Frame cut = received(Arrays.copyOf(payload, length));
      assertThatThrownBy(() -> AMQImpl.readMethodFrom(cut.getInputStream()))
          .isInstanceOf(EOFException.class);
    }
  }

  /** Each way to read them, in turns, as {@code java.io} would have it. */
  @Test
  void bytesAreReadAsFromAnArrayOfJavaIo() throws IOException {
    Random random = new Random(7);
    byte[] payload = new byte[300];
    random.nextBytes(payload);
    for (int round = 0; round < 500; round++) {
      DataInputStream ours = received(payload).getInputStream();
      DataInputStream javas = new DataInputStream(new ByteArrayInputStream(payload));
      for (int step = 0; step < 30; step++) {
        int count = 1 + random.nextInt(40);
        switch (random.nextInt(4)) {
          case 0 -> assertThat(ours.read()).isEqualTo(javas.read());
          case 1 -> assertThat(ours.skip(count - 2)).isEqualTo(javas.skip(count - 2));
          default -> {
            byte[] read = new byte[count + 2];
            byte[] expected = new byte[count + 2];
            assertThat(ours.read(read, 1, count)).isEqualTo(javas.read(expected, 1, count));
            assertThat(read).isEqualTo(expected);
          }
        }
        assertThat(ours.available()).isEqualTo(javas.available());
      }
    }
  }

  @Test
  void framesAreReadOneAfterTheOther() throws IOException {
    Frames.Reader reader = new Frames.Reader();
    for (String queue : List.of("long.name.of.a.queue", "", "short")) {
      byte[] payload = new AMQImpl.Basic.Cancel(queue, true).toFrame(1).getPayload();
      Frame unread = reader.received(AMQP.FRAME_METHOD, 2, new byte[] {1, 2, 3});

      Frame frame = reader.received(AMQP.FRAME_METHOD, 1, payload);

      assertThat(AMQImpl.readMethodFrom(frame.getInputStream()))
          .isEqualTo(new AMQImpl.Basic.Cancel(queue, true));
      assertThat(unread.getPayload()).containsExactly(1, 2, 3);
    }
  }

  private static Frame received(byte[] payload) {
    return new Frames.Reader().received(AMQP.FRAME_METHOD, 1, payload);
  }
}
