package org.rarebit.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.ra.LoggedLines;

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
  void whatHasNoPropertyHereIsSaidOnceWithWhatCountsInstead() {
    try (LoggedLines log = LoggedLines.of(ForeignOptions.class.getName())) {
      for (int time = 0; time < 2; time++) {
        var unused = BrokerSettings.of("rabbit://u:hidden@h/?ssl_cert_file=/c&conn_pool_ttl=5");
      }

      assertThat(log.infos())
          .containsExactlyInAnyOrder(
              "connectionURL: the option ssl_cert_file does not count here: the property keyStore"
                  + " is what counts",
              "connectionURL: the option conn_pool_ttl does not count here");
    }
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
