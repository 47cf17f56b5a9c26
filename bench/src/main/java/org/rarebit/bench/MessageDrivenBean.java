package org.rarebit.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rarebit.bench.peer.Brokers;
import org.rarebit.bench.peer.HearingManner;

/**
 * A message-driven bean of the application that is measured in a server.
 *
 * @param name unique in the application
 * @param bean the simple name of its class
 * @param listener the simple name of its listener interface
 * @param properties of its activation
 */
record MessageDrivenBean(
    String name, String bean, String listener, Map<String, String> properties) {

  private static final String XML =
      """
          <message-driven>
            <ejb-name>%s</ejb-name>
            <ejb-class>org.rarebit.bench.beans.%s</ejb-class>
            <messaging-type>org.rarebit.api.%s</messaging-type>
            <transaction-type>Bean</transaction-type>
            <activation-config>
      %s      </activation-config>
          </message-driven>
      """;

  private static final String PROPERTY =
      """
              <activation-config-property>
                <activation-config-property-name>%s</activation-config-property-name>
                <activation-config-property-value>%s</activation-config-property-value>
              </activation-config-property>
      """;

  /** One that answers. */
  static MessageDrivenBean echo(String topic) {
    return new MessageDrivenBean(
        "Echo_" + topic,
        "EchoBean",
        "RpcListener",
        Map.of("topic", topic, "server", Brokers.SERVER_NAME, "exchange", Brokers.EXCHANGE));
  }

  /** Some that answer, and that nobody calls. */
  static List<MessageDrivenBean> idle(List<String> topics) {
    return topics.stream().map(MessageDrivenBean::echo).toList();
  }

  /** One that hears. */
  static MessageDrivenBean hearing(String topic, HearingManner manner) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("topics", topic);
    properties.put("priorities", "info");
    properties.put("exchange", topic);
    properties.put("maxConcurrency", Integer.toString(manner.concurrency()));
    properties.put("batchSize", Integer.toString(manner.batchSize()));
    properties.put("prefetch", Integer.toString(manner.prefetch()));
    String name = "Hearing_" + topic;
    return manner.batchSize() == 1
        ? new MessageDrivenBean(name, "SingleHearingBean", "NotificationListener", properties)
        : new MessageDrivenBean(name, "BatchHearingBean", "NotificationBatchListener", properties);
  }

  String toXml() {
    StringBuilder all = new StringBuilder();
    properties.forEach((property, value) -> all.append(PROPERTY.formatted(property, value)));
    return XML.formatted(name, bean, listener, all);
  }
}
