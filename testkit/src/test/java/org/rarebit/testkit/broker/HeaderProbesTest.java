package org.rarebit.testkit.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.AMQImpl;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Headers that RabbitMQ hands on, and its Java client cannot read. */
@Tag("peers")
class HeaderProbesTest extends Probe {
  @Test
  void longIntegersOfOtherClientsAreHandedOn() throws Exception {
    String queue = queue("q");
    byte[] value = {0, 0, 1, 0, 0, 0, 0, 0};
    byte[] table = table("big", 'L', value);
    byte[] asOfItsOwn = table("big", 'l', value); // RabbitMQ 4.3.6, whose clients can read that

    assertThat(delivered(queue, table)).isIn(table, asOfItsOwn);
  }

  @Test
  void nestingHasNoLimit() throws Exception {
    String queue = queue("q");
    byte[] table = table("leaf", 't', new byte[] {1});
    for (int depth = 0; depth < 40; depth++) {
      table = table("t", 'F', table);
    }

    assertThat(delivered(queue, table)).isEqualTo(table);
  }

  @Test
  void deathOfAMessageIsAddedToHeadersThatAreHandedOn() throws Exception {
    String dead = queue("dead");
    String queue =
        queue("q", Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", dead));
    byte[] table = table("big", 'L', new byte[] {0, 0, 1, 0, 0, 0, 0, 0});

    try (RawClient client = RawClient.connect(broker.port())) {
      publish(client, queue, table);
      client.send(1, new AMQImpl.Basic.Get(0, queue, false));
      client.read(AMQP.Basic.GetOk.class);
      client.readFrame(AMQP.FRAME_HEADER);
      client.send(1, new AMQImpl.Basic.Reject(1, false));
      awaitReady(dead, 1);
      client.send(1, new AMQImpl.Basic.Get(0, dead, true));
      client.read(AMQP.Basic.GetOk.class);
      String header = text(client.readFrame(AMQP.FRAME_HEADER).getPayload());
      assertThat(header).contains("x-death").contains("big");
    }
  }

  private byte[] delivered(String queue, byte[] table) throws Exception {
    try (RawClient client = RawClient.connect(broker.port())) {
      publish(client, queue, table);
      awaitReady(queue, 1);
      client.send(1, new AMQImpl.Basic.Get(0, queue, true));
      client.read(AMQP.Basic.GetOk.class);
      byte[] header = client.readFrame(AMQP.FRAME_HEADER).getPayload();
      byte[] received = new byte[table.length];
      System.arraycopy(header, 14, received, 0, table.length);
      return received;
    }
  }

  private static void publish(RawClient client, String queue, byte[] table) throws IOException {
    client.send(1, new AMQImpl.Channel.Open(""));
    client.read(AMQP.Channel.OpenOk.class);
    client.send(1, new AMQImpl.Basic.Publish(0, "", queue, false, false));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeShort(AMQImpl.Basic.INDEX);
    out.writeShort(0);
    out.writeLong(0);
    out.writeShort(1 << 13); // headers alone
    out.write(table);
    client.sendFrame(AMQP.FRAME_HEADER, 1, bytes.toByteArray());
  }

  private static byte[] table(String name, char type, byte[] value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(1 + name.length() + 1 + value.length);
    out.writeByte(name.length());
    out.writeBytes(name);
    out.writeByte(type);
    out.write(value);
    return bytes.toByteArray();
  }
}
