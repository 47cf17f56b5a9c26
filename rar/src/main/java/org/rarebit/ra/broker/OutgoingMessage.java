package org.rarebit.ra.broker;

import com.rabbitmq.client.AMQP;
import java.util.Map;

/**
 * A body with the AMQP properties that oslo.messaging sends: JSON in UTF-8, persistent, priority 0.
 * Immutable; the body is not copied.
 *
 * @param body the encoded message
 * @param expirationMillis how long a queue may keep it, in milliseconds; 0 for ever
 * @param mandatory true to get it back if no queue takes it
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging
 *     _drivers/impl_rabbit.py, Connection._publish</a>
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record OutgoingMessage(byte[] body, long expirationMillis, boolean mandatory) {

  private static final int PERSISTENT = 2;

  private static final AMQP.BasicProperties PROPERTIES =
      new AMQP.BasicProperties.Builder()
          .contentType("application/json")
          .contentEncoding("utf-8")
          .deliveryMode(PERSISTENT)
          .priority(0)
          .headers(Map.of())
          .build();

  AMQP.BasicProperties properties() {
    return expirationMillis == 0
        ? PROPERTIES
        : PROPERTIES.builder().expiration(Long.toString(expirationMillis)).build();
  }
}
