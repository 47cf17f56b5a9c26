package org.rarebit.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import java.util.List;
import java.util.Locale;

/**
 * What is written to OpenTelemetry: the names of its semantic conventions 1.40.0 for RPC and for
 * messaging, and those of ours, which begin with {@code rarebit}. The table of docs/telemetry.md
 * has all of them.
 */
final class Names {

  static final String SCOPE = "org.rarebit.telemetry";
  static final String SCHEMA = "https://opentelemetry.io/schemas/1.40.0";

  static final AttributeKey<String> RPC_SYSTEM_NAME = AttributeKey.stringKey("rpc.system.name");

  /** Topic, namespace if there is one, and method: {@code compute.volumes/attach}. */
  static final AttributeKey<String> RPC_METHOD = AttributeKey.stringKey("rpc.method");

  static final AttributeKey<String> MESSAGING_SYSTEM = AttributeKey.stringKey("messaging.system");

  /** The topic: the exchange is the connection factory's business, and not known when sending. */
  static final AttributeKey<String> MESSAGING_DESTINATION_NAME =
      AttributeKey.stringKey("messaging.destination.name");

  static final AttributeKey<String> MESSAGING_OPERATION_NAME =
      AttributeKey.stringKey("messaging.operation.name");
  static final AttributeKey<String> MESSAGING_OPERATION_TYPE =
      AttributeKey.stringKey("messaging.operation.type");
  static final AttributeKey<Long> MESSAGING_BATCH_MESSAGE_COUNT =
      AttributeKey.longKey("messaging.batch.message_count");
  static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

  static final AttributeKey<String> KIND = AttributeKey.stringKey("rarebit.kind");
  static final AttributeKey<String> SIDE = AttributeKey.stringKey("rarebit.side");

  /** Of spans only: a peer may make up as many as it likes. */
  static final AttributeKey<String> EVENT_TYPE = AttributeKey.stringKey("rarebit.event_type");

  /** Of spans only, as for the event type. */
  static final AttributeKey<String> REMOTE_CLASS = AttributeKey.stringKey("rarebit.remote_class");

  static final AttributeKey<Boolean> REDELIVERED = AttributeKey.booleanKey("rarebit.redelivered");

  static final String RPC_CLIENT_CALL_DURATION = "rpc.client.call.duration";
  static final String RPC_SERVER_CALL_DURATION = "rpc.server.call.duration";
  static final String MESSAGING_CLIENT_OPERATION_DURATION = "messaging.client.operation.duration";
  static final String MESSAGING_PROCESS_DURATION = "messaging.process.duration";
  static final String MESSAGING_CLIENT_CONSUMED_MESSAGES = "messaging.client.consumed.messages";
  static final String IN_FLIGHT = "rarebit.invocations.in_flight";
  static final String REDELIVERED_MESSAGES = "rarebit.messages.redelivered";
  static final String UNDELIVERED_MESSAGES = "rarebit.messages.undelivered";

  /** Value of {@link #RPC_SYSTEM_NAME}: the protocol is Python's. */
  static final String OSLO_MESSAGING = "oslo_messaging";

  /** Value of {@link #MESSAGING_SYSTEM}. */
  static final String RABBITMQ = "rabbitmq";

  /** Operation's name and type. */
  static final String SEND = "send";

  /** Operation's name and type. */
  static final String PROCESS = "process";

  /** Seconds, as the conventions want them. */
  static final List<Double> BUCKETS =
      List.of(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0);

  private Names() {}

  /** How a value of ours is written. */
  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
