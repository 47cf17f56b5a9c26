package org.rarebit.ra.broker;

import com.rabbitmq.client.AMQP;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.rarebit.ra.wire.Body;
import org.rarebit.ra.wire.Compression;

/**
 * A body with the AMQP properties that oslo.messaging sends: JSON in UTF-8, persistent, priority 0.
 * Immutable; the body is not copied.
 *
 * @param body the encoded message
 * @param expirationMillis how long a queue may keep it, in milliseconds; 0 for ever
 * @param mandatory true to get it back if no queue takes it
 * @param isCompressed whether the body was compressed, which a header then says
 * @param headers the application's, by name; none of ours
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging
 *     _drivers/impl_rabbit.py, Connection._publish; kombu messaging.py, Producer._prepare</a>
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record OutgoingMessage(
    byte[] body,
    long expirationMillis,
    boolean mandatory,
    boolean isCompressed,
    Map<String, String> headers) {

  static final int PERSISTENT = 2;

  private static final AMQP.BasicProperties PLAIN = properties(Map.of());
  private static final AMQP.BasicProperties COMPRESSED =
      properties(Map.of(Body.COMPRESSION_HEADER, Body.COMPRESSION));

  /**
   * A message that is not compressed yet.
   *
   * @param body the encoded message
   * @param expirationMillis how long a queue may keep it, in milliseconds; 0 for ever
   * @param mandatory true to get it back if no queue takes it
   */
  public OutgoingMessage(byte[] body, long expirationMillis, boolean mandatory) {
    this(body, expirationMillis, mandatory, false, Map.of());
  }

  /**
   * The same with headers.
   *
   * @param others the application's, by name; none of ours
   * @return a copy, or this if there are none
   */
  public OutgoingMessage withHeaders(Map<String, String> others) {
    return others.isEmpty()
        ? this
        : new OutgoingMessage(body, expirationMillis, mandatory, isCompressed, others);
  }

  /** The message as it travels. */
  OutgoingMessage compressed(Compression compression) {
    return isCompressed || compression == Compression.NONE
        ? this
        : new OutgoingMessage(Body.compress(body), expirationMillis, mandatory, true, headers);
  }

  AMQP.BasicProperties properties() {
    AMQP.BasicProperties usual = isCompressed ? COMPRESSED : PLAIN;
    if (headers.isEmpty() && expirationMillis == 0) {
      return usual;
    }
    AMQP.BasicProperties.Builder more = usual.builder();
    if (!headers.isEmpty()) {
      more.headers(usual.getHeaders().isEmpty() ? Collections.unmodifiableMap(headers) : all());
    }
    if (expirationMillis != 0) {
      more.expiration(Long.toString(expirationMillis));
    }
    return more.build();
  }

  /** Ours count. */
  private Map<String, Object> all() {
    Map<String, Object> all = new LinkedHashMap<>(headers);
    all.putAll(COMPRESSED.getHeaders());
    return all;
  }

  private static AMQP.BasicProperties properties(Map<String, Object> headers) {
    return new AMQP.BasicProperties.Builder()
        .contentType(Body.CONTENT_TYPE)
        .contentEncoding("utf-8")
        .deliveryMode(PERSISTENT)
        .priority(0)
        .headers(headers)
        .build();
  }
}
