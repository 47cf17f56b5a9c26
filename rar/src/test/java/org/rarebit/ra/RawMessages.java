package org.rarebit.ra;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Publishes and takes messages as no adapter would. */
record RawMessages(AdapterFixture fixture) {

  void publish(String key, String body) throws Exception {
    try (Connection admin = fixture.admin();
        Channel channel = admin.createChannel()) {
      channel.confirmSelect();
      channel.basicPublish(
          "openstack",
          key,
          new AMQP.BasicProperties.Builder().contentType("application/json").build(),
          body.getBytes(StandardCharsets.UTF_8));
      channel.waitForConfirmsOrDie(TimeUnit.SECONDS.toMillis(10));
    }
  }

  /** Takes the next message of a queue once there is one; null if none comes. */
  GetResponse take(String queue) throws Exception {
    boolean there =
        fixture
            .broker()
            .await(
                AdapterFixture.PATIENCE,
                b -> b.queueNames().contains(queue) && b.messageCount(queue) > 0);
    if (!there) {
      return null;
    }
    try (Connection admin = fixture.admin();
        Channel channel = admin.createChannel()) {
      return channel.basicGet(queue, true);
    }
  }
}
