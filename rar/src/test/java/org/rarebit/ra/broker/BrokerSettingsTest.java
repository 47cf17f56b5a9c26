package org.rarebit.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerSettingsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rabbit://u:p@h:5671//nova?ssl=1&ssl_version=TLSv1_2&ssl_ca_file=/etc/ssl/ca.crt",
        "rabbit://u:p@h:5671/?read_timeout=60&ssl=1",
        "rabbit://u:p@h:5671/nova?ssl=1#cell1"
      })
  void whatDeploymentToolsWriteForPythonIsTaken(String url) {
    BrokerSettings settings = BrokerSettings.of(url);

    assertThat(settings.tls()).isTrue();
    assertThat(settings.hosts().get(0).address()).isEqualTo("h:5671");
  }

  @Test
  void anOptionWithoutAValueIsNotSet() {
    assertThat(BrokerSettings.of("rabbit://h/?ssl=&heartbeat_timeout_threshold="))
        .isEqualTo(BrokerSettings.of("rabbit://h/"));
  }

  @Test
  void whatIsAPropertyHereIsNotIgnored() {
    assertThatThrownBy(() -> BrokerSettings.of("rabbit://h/?amqp_durable_queues=true"))
        .hasMessageContaining("amqp_durable_queues, which is the property durableQueues");
  }

  @Test
  void whatNobodyKnowsIsNotIgnored() {
    assertThatThrownBy(() -> BrokerSettings.of("rabbit://h/?sssl=1"))
        .hasMessageContaining("unknown option \"sssl\"");
  }
}
