package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.MessageUndeliverableException;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;

/** With compression=gzip; and what is not compressed is understood all the same. */
class CompressionTest {

  private static final Target CALCULATOR = Target.topic("calculator");

  private AdapterFixture fixture;
  private Connection admin;
  private Channel channel;

  @BeforeEach
  void start() throws Exception {
    fixture = AdapterFixture.start(adapter -> adapter.setCompression("gzip"));
    admin = fixture.admin();
    channel = admin.createChannel();
  }

  @AfterEach
  void stop() throws IOException {
    admin.close();
    fixture.close();
  }

  @Test
  void bothSidesOfACallMayCompressOrNot() throws Exception {
    fixture.serve();
    try (AdapterFixture plain = fixture.startBeside(adapter -> {});
        RpcConnection compressing = fixture.connect();
        RpcConnection notCompressing = plain.connect()) {
      assertThat(compressing.proxy(Calculator.class, CALCULATOR).add(1, 2)).isEqualTo(3);
      assertThat(notCompressing.proxy(Calculator.class, CALCULATOR).add(1, 2)).isEqualTo(3);
    }
  }

  @Test
  void aRequestIsAZlibStreamUnderPythonsHeader() throws Exception {
    try (RpcConnection connection = fixture.connect()) {
      connection.client(Target.topic("nobody")).request("first").cast(); // declares the exchange
      channel.queueDeclare("requests", false, false, false, Map.of());
      channel.queueBind("requests", "openstack", "calculator");

      connection.client(CALCULATOR).request("log").arg("line", "x".repeat(5000)).cast();
    }

    GetResponse request = channel.basicGet("requests", true);
    assertThat(request.getProps().getHeaders().get("compression"))
        .hasToString("application/x-gzip");
    assertThat(request.getProps().getContentType()).isEqualTo("application/json");
    assertThat(request.getBody()).hasSizeLessThan(500);
    assertThat(inflate(request)).contains("x".repeat(5000));
  }

  @Test
  void aReplyThatCameBackIsCompressedOnce() throws Exception {
    fixture.serve();
    call("late_reply"); // its queue is not there yet

    // the reply is tried again every quarter of a second
    channel.queueDeclare("late_reply", false, false, false, Map.of());

    assertThat(
            fixture.broker().await(AdapterFixture.PATIENCE, b -> b.messageCount("late_reply") == 1))
        .isTrue();
    GetResponse reply = channel.basicGet("late_reply", true);
    assertThat(reply.getProps().getHeaders().get("compression")).hasToString("application/x-gzip");
    String message = new ObjectMapper().readTree(inflate(reply)).get("oslo.message").textValue();
    assertThat(new ObjectMapper().readTree(message).get("result").asInt()).isEqualTo(7);
  }

  @Test
  void aCallThatNobodyTakesFailsAtOnce() throws Exception {
    try (RpcConnection connection = fixture.connect()) {
      assertThatThrownBy(() -> connection.client(Target.topic("nobody")).request("add").call())
          .isInstanceOf(MessageUndeliverableException.class);
    }
  }

  private void call(String replyQueue) throws IOException {
    String request =
        """
        {"method": "add", "args": {"a": 3, "b": 4}, "_msg_id": "m1", "_reply_q": "%s",
         "_timeout": null, "_unique_id": "u1"}\
        """
            .formatted(replyQueue);
    AMQP.BasicProperties json =
        new AMQP.BasicProperties.Builder().contentType("application/json").build();
    channel.basicPublish("", "calculator", json, request.getBytes(StandardCharsets.UTF_8));
  }

  private static String inflate(GetResponse message) throws IOException {
    try (InflaterInputStream zlib =
        new InflaterInputStream(new ByteArrayInputStream(message.getBody()))) {
      return new String(zlib.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
