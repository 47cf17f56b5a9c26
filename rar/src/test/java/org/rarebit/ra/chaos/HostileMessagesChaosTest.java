package org.rarebit.ra.chaos;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rarebit.ra.BusyMachine;
import org.rarebit.ra.chaos.Ledger.Account;
import org.rarebit.testkit.broker.RabbitMqNode;

/** Somebody who may publish sends what no peer would send, while others go on working. */
@Timeout(3600)
class HostileMessagesChaosTest extends ChaosFixture {

  private static final int MUTATIONS = LONG ? 200_000 : 5_000;
  private static final int SEED = 20;
  private static final int IN_ONE_GO = 500;
  private static final String ALL = "BAbaYN";

  /** How long the others may go without an answer: a link that is opened again takes that. */
  private static final long GAP_MILLIS = 5_000;

  private static final String[] REQUESTS = {
    "{\"method\":\"mark\",\"args\":{\"id\":\"x\"},\"version\":\"1.0\",\"_unique_id\":\"u%d\"}",
    "{\"method\":\"mark\",\"args\":{\"id\":\"x\"},\"version\":\"1.0\",\"_unique_id\":\"u%d\","
        + "\"_msg_id\":\"m%d\",\"_reply_q\":\"reply_nobody\",\"_timeout\":5}",
    "{\"event_type\":\"a.b\",\"payload\":{\"x\":[1,2]},\"priority\":\"INFO\",\"publisher_id\":\"p\",\"message_id\":\"u%d\",\"timestamp\":\"2026-01-01"
        + " 00:00:00.000000\"}",
  };

  /** More than any of these; newer ones take 16 MiB. */
  private static final int BROKER_TAKES = 64 << 20;

  private final Random random = new Random(SEED);

  @Test
  void whoIsNotMeantIsNotHarmed() throws Exception {
    RabbitMqNode node = node("node").configure("max_message_size = " + BROKER_TAKES).start();
    serve(node.url(), false, ChaosClient.BEFORE, ChaosClient.AFTER, ChaosClient.NOTIFICATIONS);
    call(node.url(), false, ALL);
    awaitEach(ALL, System.currentTimeMillis());
    List<String> harmed = new ArrayList<>();

    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(node.port());
    try (Connection connection = factory.newConnection();
        Channel channel = connection.createChannel()) {
      channel.confirmSelect();
      List<String> queues = victims(node);
      for (int i = 0; i < MUTATIONS; i++) {
        publish(channel, queues.get(i % queues.size()), mutatedProperties(), mutated(i));
        if (i % IN_ONE_GO == IN_ONE_GO - 1) {
          channel.waitForConfirms();
          noteHarm(harmed, "mutations up to " + i);
        }
      }
      channel.waitForConfirms();
      for (Map.Entry<String, byte[]> bomb : bombs().entrySet()) {
        for (String queue : queues) {
          publish(channel, queue, propertiesFor(bomb.getKey()), bomb.getValue());
        }
        channel.waitForConfirms();
        noteHarm(harmed, bomb.getKey());
      }
      for (Map.Entry<String, byte[]> table : RawHeaders.unreadable().entrySet()) {
        for (String queue : queues) {
          RawHeaders.publish(node.port(), queue, table.getValue());
        }
        noteHarm(harmed, table.getKey());
      }
    }
    Account account = end();

    SoftAssertions.assertSoftly(
        softly -> {
          assertSound(softly, account);
          softly.assertThat(account.lost()).as("lost").isEmpty();
          softly.assertThat(harmed).as("harmed by").isEmpty();
        });
  }

  private void noteHarm(List<String> harmed, String what) throws Exception {
    long gap = awaitEach(ALL, System.currentTimeMillis());
    recovered(gap);
    if (gap > BusyMachine.allowsMillis(GAP_MILLIS)) {
      harmed.add(what + ": " + gap + " ms without an answer");
    }
  }

  /** The queues of the server, of notifications, and of the replies to the client. */
  private static List<String> victims(RabbitMqNode node) throws Exception {
    List<String> victims =
        new ArrayList<>(
            List.of(ChaosClient.BEFORE, ChaosClient.AFTER, ChaosClient.NOTIFICATIONS + ".info"));
    node.control("list_queues", "name")
        .lines()
        .filter(queue -> queue.startsWith("reply_"))
        .forEach(victims::add);
    return victims;
  }

  private static void publish(
      Channel channel, String queue, BasicProperties properties, byte[] body) throws IOException {
    channel.basicPublish("", queue, properties, body);
  }

  private byte[] mutated(int number) {
    String message = REQUESTS[number % REQUESTS.length].replace("%d", String.valueOf(number));
    byte[] bytes = envelope(message);
    for (int changes = random.nextInt(4); changes >= 0; changes--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] = (byte) "{}[]\",:0\\u".charAt(random.nextInt(10));
        case 2 -> bytes = java.util.Arrays.copyOf(bytes, Math.max(1, at));
        default -> {
          int to = random.nextInt(bytes.length);
          System.arraycopy(
              bytes.clone(), at, bytes, to, Math.min(bytes.length - at, bytes.length - to));
        }
      }
    }
    return bytes;
  }

  private static byte[] envelope(String message) {
    String text =
        "{\"oslo.version\":\"2.0\",\"oslo.message\":\""
            + message.replace("\\", "\\\\").replace("\"", "\\\"")
            + "\"}";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private BasicProperties mutatedProperties() {
    BasicProperties.Builder properties =
        new BasicProperties.Builder().contentType("application/json").contentEncoding("utf-8");
    switch (random.nextInt(12)) {
      case 0 -> properties.contentType("text/\r\nplain");
      case 1 -> properties.contentEncoding("no-such-thing");
      case 2 -> properties.headers(Map.of("compression", "zlib"));
      case 3 -> properties.priority(255).expiration("1");
      case 4 -> properties.replyTo("amq.rabbitmq.reply-to.x.y").correlationId("\0");
      default -> {}
    }
    return properties.build();
  }

  private static BasicProperties propertiesFor(String bomb) {
    BasicProperties.Builder properties =
        new BasicProperties.Builder().contentType("application/json").contentEncoding("utf-8");
    if (bomb.startsWith("zlib")) {
      properties.headers(Map.of("compression", "zlib"));
    } else if (bomb.startsWith("headers")) {
      Map<String, Object> headers = new HashMap<>();
      for (int i = 0; i < 1200; i++) {
        headers.put("header" + i, "x".repeat(90));
      }
      properties.headers(headers);
    }
    return properties.build();
  }

  private static Map<String, byte[]> bombs() throws IOException {
    Map<String, byte[]> bombs = new LinkedHashMap<>();
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(zipped)) {
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 256; i++) {
        out.write(zeros);
      }
    }
    bombs.put("zlib bomb", zipped.toByteArray());
    bombs.put("deep nesting", envelope("[".repeat(200_000)));
    bombs.put("headers near the limit of a frame", envelope("{}"));
    bombs.put("17 MB", envelope("\"" + "x".repeat(17 << 20) + "\""));
    String id = "x".repeat(1 << 20);
    bombs.put(
        "unique id of 1 MB",
        envelope("{\"method\":\"none\",\"args\":{},\"_unique_id\":\"" + id + "\"}"));
    bombs.put(
        "method name of 1 MB",
        envelope("{\"method\":\"" + id + "\",\"args\":{},\"_unique_id\":\"z\"}"));
    for (String address : List.of("", "amq.rabbitmq.reply-to.x.y", "r".repeat(300))) {
      bombs.put(
          "reply address of " + address.length(),
          envelope(
              "{\"method\":\"mark\",\"args\":{\"id\":\"x\"},\"_unique_id\":\"r"
                  + address.length()
                  + "\",\"_msg_id\":\"m\",\"_reply_q\":\""
                  + address
                  + "\"}"));
    }
    return bombs;
  }
}
