package org.rarebit.inmemory;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rarebit.ra.broker.Deadline;

/**
 * What travels. Immutable.
 *
 * @param subject which one, for texts
 * @param topic that it is for
 * @param body as it would be in AMQP
 * @param headers the application's
 * @param expiry when its sender gives up waiting for an answer; null if none is waited for
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Letter(
    String subject,
    String topic,
    byte[] body,
    Map<String, String> headers,
    @Nullable Deadline expiry) {}
