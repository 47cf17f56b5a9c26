package org.rarebit.testkit.broker;

import java.util.Map;
import java.util.Objects;

/**
 * What a client said about itself in connection.start-ok.
 *
 * @param name the client property connection_name; empty if there is none
 * @param authenticationFailureClose wants a connection.close when its login is refused
 * @param consumerCancelNotify wants a basic.cancel when the broker cancels its consumer
 * @param connectionBlocked wants connection.blocked and connection.unblocked
 */
record ClientInfo(
    String name,
    boolean authenticationFailureClose,
    boolean consumerCancelNotify,
    boolean connectionBlocked) {

  static ClientInfo of(Map<String, Object> properties) {
    Map<?, ?> capabilities =
        properties.get("capabilities") instanceof Map<?, ?> table ? table : Map.of();
    return new ClientInfo(
        Objects.toString(properties.get("connection_name"), ""),
        Boolean.TRUE.equals(capabilities.get("authentication_failure_close")),
        Boolean.TRUE.equals(capabilities.get("consumer_cancel_notify")),
        Boolean.TRUE.equals(capabilities.get("connection.blocked")));
  }
}
