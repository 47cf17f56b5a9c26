package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ResourceAdapterInternalException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.MessageUndeliverableException;
import org.rarebit.api.MessagingTimeoutException;
import org.rarebit.api.NoConnectionException;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;
import org.rarebit.ra.broker.LinkMXBean;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;
import org.rarebit.testkit.container.FakeContainer;

class FactoryPropertiesTest {

  private AdapterFixture fixture;
  private RpcManagedConnectionFactory managed;

  @BeforeEach
  void start() throws Exception {
    fixture = AdapterFixture.start();
    managed = fixture.managedFactory();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private RpcConnection connect() throws Exception {
    return ((RpcConnectionFactory)
            managed.createConnectionFactory(fixture.container().connectionManager()))
        .getConnection();
  }

  @Test
  void withoutFailFastACallToNobodyWaitsForItsTimeout() throws Exception {
    managed.setFailFast(false);
    managed.setCallTimeoutMillis(300L);

    try (RpcConnection connection = connect()) {
      assertThatThrownBy(() -> connection.client(Target.topic("nobody")).request("x").call())
          .isInstanceOf(MessagingTimeoutException.class)
          .hasMessageContaining("within 0.3 s");
    }
  }

  @Test
  void withoutConfirmsACastDoesNotWaitForTheBroker() throws Exception {
    fixture.serve();
    managed.setConfirmCasts(false);
    fixture.broker().faults().withholdConfirms();

    try (RpcConnection connection = connect()) {
      connection
          .client(Target.topic("calculator"))
          .request("log")
          .arg("line", "unconfirmed")
          .cast();
      assertThat(fixture.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("unconfirmed");
    }
  }

  @Test
  void withConfirmsACastThatTheBrokerDoesNotConfirmIsATimeout() throws Exception {
    fixture.broker().faults().withholdConfirms();
    managed.setCallTimeoutMillis(300L);

    try (RpcConnection connection = connect()) {
      assertThatThrownBy(
              () ->
                  connection
                      .client(Target.topic("calculator"))
                      .request("log")
                      .arg("line", "x")
                      .cast())
          .isInstanceOf(MessagingTimeoutException.class)
          .hasMessageContaining("may have been taken");
    }
  }

  @Test
  void aMandatoryCastThatNoQueueTakesIsAnError() throws Exception {
    fixture.serve();
    managed.setMandatoryCasts(true);

    try (RpcConnection connection = connect()) {
      assertThatThrownBy(
              () -> connection.client(Target.topic("nobody")).request("x").arg("line", "x").cast())
          .isInstanceOf(MessageUndeliverableException.class)
          .hasMessageContaining("exchange \"openstack\" of virtual host \"/\"")
          .hasMessageContaining("routing key \"nobody\"");
      assertThatThrownBy(() -> connection.client(Target.topic("nobody")).request("x").fanout())
          .isInstanceOf(MessageUndeliverableException.class);
      connection.client(Target.topic("calculator")).request("log").arg("line", "taken").cast();
      assertThat(fixture.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("taken");
    }
  }

  @Test
  void aCastThatNoQueueTakesIsLostInSilenceOtherwise() throws Exception {
    try (RpcConnection connection = connect()) {
      connection.client(Target.topic("nobody")).request("x").cast();
    }
  }

  @Test
  void mandatoryCastsNeedConfirms() {
    managed.setMandatoryCasts(true);
    managed.setConfirmCasts(false);

    assertThatThrownBy(this::connect).hasMessageContaining("mandatoryCasts needs confirmCasts");
  }

  @Test
  void aBlockedBrokerIsNamedAsTheReason() throws Exception {
    managed.setCallTimeoutMillis(500L);
    try (RpcConnection connection = connect()) {
      connection.client(Target.topic("calculator")).request("log").arg("line", "publishes").cast();
      fixture.broker().faults().block("low on memory");

      assertThatThrownBy(
              () -> {
                while (true) { // until the notice has arrived
                  connection
                      .client(Target.topic("calculator"))
                      .request("log")
                      .arg("line", "x")
                      .cast();
                }
              })
          .isInstanceOf(MessagingTimeoutException.class);
      assertThatThrownBy(
              () ->
                  connection
                      .client(Target.topic("calculator"))
                      .request("log")
                      .arg("line", "x")
                      .cast())
          .hasMessageContaining("connection.blocked: low on memory");
      fixture.broker().faults().unblock();
    }
  }

  /** The first fanout of a topic declares its exchange, which a blocked broker does not answer. */
  @Test
  void aDeclarationThatIsNotAnsweredIsATimeoutOfTheCallersWithTheBrokersReason() throws Exception {
    managed.setCallTimeoutMillis(500L);
    try (RpcConnection connection = connect()) {
      RpcClient client = connection.client(Target.topic("calculator"));
      client.request("log").arg("line", "publishes").cast();
      fixture.broker().faults().block("low on memory");
      Beans.eventually(
          () ->
              Beans.all("Link", LinkMXBean.class).stream()
                  .anyMatch(link -> link.getState().equals("BLOCKED")));

      assertThatThrownBy(() -> client.request("refresh").arg("what", "x").fanout())
          .isInstanceOf(MessagingTimeoutException.class)
          .hasMessageContaining("within 0.5 s")
          .hasMessageContaining("connection.blocked: low on memory");
      fixture.broker().faults().unblock();
    }
  }

  @Test
  void everyWrongPropertyOfAFactoryIsNamed() {
    managed.setCallTimeoutMillis(0L);
    managed.setCallMonitorTimeoutSeconds(1);
    managed.setRetry(-2);
    managed.setFailFast(null);
    managed.setConnectionURL("amqp://u:secretword@host/");

    assertThatThrownBy(this::connect)
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessageContaining("callTimeoutMillis must be at least 1, but is 0.")
        .hasMessageContaining("callMonitorTimeoutSeconds")
        .hasMessageContaining("retry")
        .hasMessageContaining("failFast must be true or false.")
        .hasMessageContaining("amqp")
        .hasMessageNotContaining("secretword");
  }

  @Test
  void everyWrongPropertyOfTheAdapterIsNamed() {
    RarebitResourceAdapter adapter = new RarebitResourceAdapter();
    adapter.setConnectTimeoutMillis(1);
    adapter.setChannelsPerLink(0);
    adapter.setControlExchange("");
    adapter.setConnectionURL("rabbit://u:secretword@host:port/");

    try (FakeContainer container = new FakeContainer()) {
      assertThatThrownBy(() -> container.start(adapter))
          .isInstanceOf(ResourceAdapterInternalException.class)
          .hasMessageContaining("connectTimeoutMillis must be at least 100, but is 1.")
          .hasMessageContaining("channelsPerLink must be between 1 and 2000, but is 0.")
          .hasMessageContaining("controlExchange")
          .hasMessageContaining("port")
          .hasMessageNotContaining("secretword");
    }
  }

  @Test
  void noPasswordIsShown() throws Exception {
    managed.setConnectionURL("rabbit://u:secretword@127.0.0.1:1/");
    managed.setPassword("otherword");
    assertThat(managed.toString()).doesNotContain("secretword", "otherword");
    assertThatThrownBy(this::connect)
        .hasMessageContaining("127.0.0.1:1")
        .hasMessageNotContaining("secretword");

    RpcManagedConnectionFactory refused = fixture.managedFactory();
    refused.setUserName("app");
    refused.setPassword("wrongword");
    managed = refused;
    assertThatThrownBy(this::connect)
        .isInstanceOf(NoConnectionException.class)
        .hasCauseInstanceOf(jakarta.resource.spi.SecurityException.class)
        .hasMessageContaining("refused user \"app\"")
        .hasMessageNotContaining("wrongword");
  }
}
