package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;
import org.rarebit.ra.broker.LinkMXBean;
import org.rarebit.testkit.container.EndpointStyle;

class LinkMonitoringTest {

  private static final Target CALCULATOR = Target.topic("calculator");

  private static LinkMXBean link(String direction) {
    List<LinkMXBean> found =
        Beans.all("Link", LinkMXBean.class).stream()
            .filter(link -> link.getDirection().equals(direction))
            .toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  @Test
  void linksShowWhatTheyCarry() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start()) {
      fixture.serve();
      try (RpcConnection connection = fixture.connect()) {
        connection.client(CALCULATOR).request("add").arg("a", 1).arg("b", 2).call();
        LinkMXBean outbound = link("outbound");
        LinkMXBean inbound = link("inbound");

        var waiting = connection.client(CALCULATOR).request("block").callAsync();
        assertThat(fixture.desk().entered.await(30, TimeUnit.SECONDS)).isTrue();

        assertThat(outbound.getPendingCalls()).isEqualTo(1);
        Beans.eventually(() -> outbound.getOldestCallMillis() > 20);
        assertThat(outbound.getState()).isEqualTo("OPEN");
        assertThat(outbound.getAddress()).isEqualTo("127.0.0.1:" + fixture.broker().port());
        assertThat(outbound.getHosts()).isEqualTo(outbound.getAddress());
        assertThat(outbound.getVirtualHost()).isEqualTo("/");
        assertThat(outbound.getSharers()).as("a managed connection and the replies").isEqualTo(2);
        assertThat(outbound.getChannels())
            .as("its own, three for replies, the reply queue's")
            .isEqualTo(5);
        assertThat(inbound.getChannels()).as("the server's").isEqualTo(1);
        assertThat(inbound.getSharers()).isEqualTo(1);
        assertThat(inbound.getPendingCalls()).isZero();
        assertThat(inbound.getNextAttempt()).isNull();

        fixture.desk().mayLeave.countDown();
        waiting.toCompletableFuture().get(30, TimeUnit.SECONDS);
        Beans.eventually(() -> outbound.getPendingCalls() == 0);
        assertThat(outbound.getOldestCallMillis()).isZero();
      }
    }
    assertThat(Beans.names("Link")).isEmpty();
  }

  @Test
  void aLinkThatIsDownSaysWhyAndWhenItIsTriedAgain() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.startWithBrokerDown()) {
      fixture.activate(fixture.spec("node1"), EndpointStyle.STANDARD);
      LinkMXBean inbound = link("inbound");
      AtomicReference<String> next = new AtomicReference<>();
      Beans.eventually( // there is no next one while an attempt is made, and no error before
          () -> {
            next.set(inbound.getNextAttempt());
            return next.get() != null && inbound.getLastError() != null;
          });

      assertThat(inbound.getState()).isEqualTo("CONNECTING");
      assertThat(inbound.getAddress()).isNull();
      assertThat(inbound.getLastError()).contains("No connection to 127.0.0.1");
      assertThat(Instant.parse(next.get())).isBefore(Instant.now().plusSeconds(60));
    }
  }

  @Test
  void aLinkThatTheBrokerBlocksSaysWhy() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start();
        RpcConnection connection = fixture.connect()) {
      connection.client(CALCULATOR).request("refresh").arg("what", "x").fanout();
      LinkMXBean outbound = link("outbound");

      fixture.broker().faults().block("low on memory");
      Beans.eventually(() -> outbound.getState().equals("BLOCKED"));

      assertThat(outbound.getBlockedReason()).contains("low on memory");
      fixture.broker().faults().unblock();
      Beans.eventually(() -> outbound.getState().equals("OPEN"));
      assertThat(outbound.getBlockedReason()).isNull();
    }
  }

  @Test
  void nothingThatIsShownHasAPassword() throws Exception {
    try (AdapterFixture fixture =
        AdapterFixture.startAt(
            "rabbit://alice:s3cret@127.0.0.1:1/",
            adapter -> adapter.setConnectTimeoutMillis(500))) {
      fixture.activate(fixture.spec("node1"), EndpointStyle.STANDARD);
      LinkMXBean inbound = link("inbound");
      Beans.eventually(() -> inbound.getLastError() != null);

      assertThat(everythingShown()).isNotEmpty().noneMatch(text -> text.contains("s3cret"));
    }
  }

  private static List<String> everythingShown() throws Exception {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    List<String> all = new ArrayList<>();
    for (ObjectName name : server.queryNames(new ObjectName("org.rarebit:*"), null)) {
      all.add(name.toString());
      for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
        all.add(String.valueOf(server.getAttribute(name, attribute.getName())));
      }
    }
    return all;
  }

  @Test
  void namesOfTwoAdaptersDoNotClashAndGoWithThem() throws Exception {
    try (AdapterFixture one = AdapterFixture.start()) {
      one.serve();
      try (AdapterFixture other = one.startBeside(adapter -> {})) {
        other.activate(other.spec("node1"), EndpointStyle.STANDARD);
        other.awaitConsumers("calculator", 2);

        assertThat(Beans.names("Activation")).hasSize(2);
        Beans.eventually(() -> Beans.names("Link").size() == 4);
      }

      assertThat(Beans.names("Activation")).hasSize(1);
      assertThat(Beans.names("Link")).hasSize(2);
    }
    assertThat(Beans.names("*")).isEmpty();
  }

  @Test
  void aLossIsOneLineWithItsReasonAndSoIsItsEnd() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start();
        LoggedLines log = LoggedLines.of("org.rarebit.ra.broker.LinkPool")) {
      fixture.serve();
      try (RpcConnection connection = fixture.connect()) {
        connection.client(CALCULATOR).request("log").arg("line", "x").cast();
        fixture.dropConnections();
      }
      log.awaitLine(line -> line.startsWith("rarebit out 1: "));
      try (RpcConnection connection = fixture.connect()) {
        connection.client(CALCULATOR).request("log").arg("line", "x").cast();
      }

      assertThat(log.warnings())
          .singleElement()
          .asString()
          .contains("The connection to 127.0.0.1:" + fixture.broker().port() + " was lost: ")
          .endsWith(" Who sends opens another one.");
      assertThat(log.infos())
          .singleElement()
          .asString()
          .contains("connected to 127.0.0.1:" + fixture.broker().port() + " again after ");
    }
  }
}
