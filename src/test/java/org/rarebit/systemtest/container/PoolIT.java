package org.rarebit.systemtest.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rarebit.systemtest.support.JsonText.json;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Broker;
import org.rarebit.systemtest.support.Eventually;
import org.rarebit.systemtest.support.PageAnswer;
import org.rarebit.systemtest.support.PageClient;
import org.rarebit.systemtest.support.ServerCommands;
import org.rarebit.testkit.broker.ConnectionInfo;
import org.rarebit.testkit.broker.EmbeddedBroker;

/**
 * The adapter in Payara's own pools, made with its commands. A managed connection is a channel, and
 * the pools have a user of their own, so the broker in memory tells how many they have.
 */
@ExtendWith(ArquillianExtension.class)
class PoolIT {

  /** So many channels more may be open, which calls share, whichever threads make them. */
  private static final int SHARED = 2;

  private static final List<String> POOLS =
      List.of(
          "plain",
          "signing",
          "validating",
          "small",
          "breaking",
          "brief",
          "flushed",
          "local",
          "faulty",
          "lazy");

  private static final String USER = "pool";
  private static final String LOGIN = "userName=" + USER + ":password=" + USER;

  /** Set by the bean when it has cast, and its transaction goes on. */
  private static final String CAST = "systemtest.pooling.cast";

  /** Who signs on in the application. */
  private static final String ALICE = "alice";

  private static EmbeddedBroker broker;

  private final PageClient page = PageClient.ofTestServer();
  private int before; // channels

  @Deployment(name = "rar", order = 1, testable = false)
  static ResourceAdapterArchive rar() throws IOException {
    broker =
        EmbeddedBroker.builder()
            .user("guest", "guest")
            .user(USER, USER)
            .user(ALICE, "alices-secret")
            .build()
            .start();
    Broker.useForDeployments(broker.url());
    ServerCommands.showAdaptersToAllApplications();
    return Archives.rar();
  }

  @Deployment(name = "ear", order = 2, testable = false)
  static EnterpriseArchive ear() {
    return Archives.exampleEarWithBeansWithoutRar("pooling");
  }

  @BeforeAll
  static void makePools() {
    make("plain", "--maxpoolsize=4", "--property=" + LOGIN);
    make("signing", "--matchconnections=true");
    make("validating", "--isconnectvalidatereq=true", "--property=" + LOGIN);
    make("small", "--maxpoolsize=2", "--maxwait=300", "--property=" + LOGIN);
    make("breaking", "--maxpoolsize=2", "--maxwait=300", "--property=" + LOGIN);
    make("brief", "--idletimeout=1", "--property=" + LOGIN);
    make("flushed", "--property=" + LOGIN);
    make("local", "--maxpoolsize=2", "--maxwait=300", "--property=localTransaction=true:" + LOGIN);
    make("faulty", "--property=localTransaction=true:" + LOGIN);
    make("late", "--lazyconnectionenlistment=true", "--property=localTransaction=true:" + LOGIN);
    make(
        "lazy",
        "--maxpoolsize=2",
        "--maxwait=300",
        "--lazyconnectionassociation=true",
        "--lazyconnectionenlistment=true",
        // Payara keeps no account of the connections of pools without transactions
        "--property=localTransaction=true:" + LOGIN);
  }

  private static void make(String pool, String... options) {
    ServerCommands.createConnectionPool(pool, options);
  }

  @AfterAll
  static void dropPools() {
    POOLS.forEach(ServerCommands::deleteConnectionPool);
    ServerCommands.showAdaptersToTheirApplications();
    broker.close();
  }

  /** The bean serves, and one connection holds the pools' link. */
  @BeforeEach
  void warmUp() throws Exception {
    Eventually.assertThat(() -> assertThat(hold("plain", 1, 0).outcome()).isEqualTo("result"));
    before = channels();
  }

  private static int channels() {
    return channels(USER);
  }

  private static int channels(String user) {
    return broker.connections().stream()
        .filter(connection -> connection.user().equals(user))
        .mapToInt(ConnectionInfo::channels)
        .sum();
  }

  private static int dropConnections() {
    return broker.faults().dropConnections(connection -> connection.user().equals(USER));
  }

  private PageAnswer hold(String pool, int handles, long millis) {
    return page.call("pooling", "hold", args(pool, handles, millis));
  }

  private CompletableFuture<PageAnswer> holdLater(String pool, int handles, long millis) {
    return CompletableFuture.supplyAsync(() -> hold(pool, handles, millis));
  }

  private static String args(String pool, int handles, long millis) {
    return "{\"pool\": \"%s\", \"handles\": %d, \"millis\": %d}".formatted(pool, handles, millis);
  }

  private static void awaitChannels(int count) throws Exception {
    Eventually.assertThat(() -> assertThat(channels()).isBetween(count, count + SHARED));
  }

  @Test
  void aPoolGrowsToItsSizeAndItsConnectionsAreUsedAgain() {
    assertThat(hold("plain", 4, 0).result()).isEqualTo(json("4"));
    int full = before + 3; // one is there
    assertThat(channels()).isBetween(full, full + SHARED);

    for (int i = 0; i < 5; i++) {
      assertThat(hold("plain", 4, 0).result()).isEqualTo(json("4"));
    }
    assertThat(channels()).isBetween(full, full + SHARED);
  }

  /** The place where connections are taken is looked for after the first time only. */
  @Test
  void aRequestThatWaitedInVainSaysWhoHasTheConnections() throws Exception {
    for (boolean first : new boolean[] {true, false}) {
      CompletableFuture<PageAnswer> one = holdLater("small", 1, 1500);
      CompletableFuture<PageAnswer> two = holdLater("small", 1, 1500);
      Eventually.assertThat(
          () -> {
            PageAnswer refused = hold("small", 1, 0);
            assertThat(refused.outcome()).isEqualTo("failed");
            assertThat(refused.text("class")).isEqualTo("LimitReachedException");
            assertThat(refused.text("message"))
                .contains("In use are 2 connections: [1 handle for ");
            if (first) { // where they are is looked for once in a while only
              assertThat(refused.text("message"))
                  .contains(", which is at org.rarebit.systemtest.beans.pooling.PoolBean.hold(");
            }
            assertThat(refused.text("message").contains(", taken at org.rarebit.systemtest"))
                .isEqualTo(!first);
          });
      assertThat(one.get().result()).isEqualTo(json("1"));
      assertThat(two.get().result()).isEqualTo(json("1"));
    }
  }

  /** Where the pool has no user of its own, which would win. */
  @Test
  void aComponentSignsOnAsItsOwnUserAndThePoolMixesNone() {
    assertThat(callAs("alices-secret").outcome()).isEqualTo("result");
    int alices = channels(ALICE);
    assertThat(alices).isPositive();

    for (int i = 0; i < 5; i++) { // each gets a connection of its user, of those that are there
      assertThat(hold("signing", 1, 0).result()).isEqualTo(json("1"));
      assertThat(callAs("alices-secret").outcome()).isEqualTo("result");
    }
    assertThat(channels(ALICE)).isBetween(alices, alices + SHARED);
  }

  @Test
  void aWrongPasswordIsRefusedAndNotTold() {
    PageAnswer refused = callAs("not-alices-secret");

    assertThat(refused.outcome()).isEqualTo("failed");
    assertThat(refused.text("message")).contains("refused user \"" + ALICE + "\"");
    assertThat(refused.body()).doesNotContain("not-alices-secret");
    assertThat(callAs("alices-secret").outcome()).isEqualTo("result");
  }

  private PageAnswer callAs(String password) {
    return page.call(
        "pooling",
        "callAs",
        "{\"pool\": \"signing\", \"user\": \"%s\", \"password\": \"%s\"}"
            .formatted(ALICE, password));
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "validating"})
  void aConnectionThatDiesInThePoolIsReplaced(String pool) throws Exception {
    assertThat(hold(pool, 1, 0).result()).isEqualTo(json("1"));

    assertThat(dropConnections()).isPositive();

    Eventually.assertThat(() -> assertThat(channels()).isZero());
    assertThat(hold(pool, 1, 0).result()).isEqualTo(json("1"));
  }

  /** An error that was told twice, or not at all, would spoil the pool's count. */
  @Test
  void thePoolCountsRightAfterConnectionsBrokeInUse() throws Exception {
    for (int i = 0; i < 3; i++) {
      CompletableFuture<PageAnswer> broken = holdLater("breaking", 2, 500);
      awaitChannels(before + 2);
      assertThat(dropConnections()).isPositive();
      // the loss comes during the calls or after them
      assertThat(broken.get().outcome()).as(broken.get().body()).isIn("result", "failed");
      warmUp();
    }

    assertThat(hold("breaking", 2, 0).result()).isEqualTo(json("2"));
    assertThat(hold("breaking", 3, 0).text("message")).contains("In use are 2 connections");
    assertThat(hold("breaking", 2, 0).result()).isEqualTo(json("2"));
  }

  @Test
  void aConnectionThatNobodyUsesIsClosedAfterItsIdleTime() throws Exception {
    assertThat(hold("brief", SHARED + 2, 0).result()).isEqualTo(json("" + (SHARED + 2)));

    awaitChannels(before);
  }

  /** Payara Embedded 6.2024.8 reports a success and closes none. */
  @Test
  void aPoolThatIsFlushedServesOn() {
    assertThat(hold("flushed", 2, 0).result()).isEqualTo(json("2"));

    ServerCommands.flushConnectionPool("flushed");

    assertThat(hold("flushed", 2, 0).result()).isEqualTo(json("2"));
  }

  @Test
  void handlesOfOneLocalTransactionShareItAndTheirConnectionsComeBack() {
    for (int i = 0; i < 3; i++) {
      assertThat(page.call("pooling", "holdInTransaction", args("local", 2, 0)).result())
          .isEqualTo(json("2"));
    }
    assertThat(hold("local", 2, 0).result()).isEqualTo(json("2"));
  }

  /**
   * Payara commits although it was told of the loss; the commit must not pretend to succeed. The
   * second pool has the connection enlisted by the cast.
   */
  @ParameterizedTest
  @ValueSource(strings = {"faulty", "late"})
  void aLocalTransactionWhoseConnectionIsLostDoesNotCommit(String pool) throws Exception {
    assertThat(castInTransaction(pool, 0).outcome()).isEqualTo("result");
    warmUp();
    System.clearProperty(CAST);
    CompletableFuture<PageAnswer> broken =
        CompletableFuture.supplyAsync(() -> castInTransaction(pool, 1500));
    Eventually.assertThat(() -> assertThat(System.getProperty(CAST)).isEqualTo(pool));

    assertThat(dropConnections()).isPositive();
    assertThat(broken.get().outcome()).as(broken.get().body()).isEqualTo("failed");

    warmUp();
    assertThat(castInTransaction(pool, 0).outcome()).isEqualTo("result");
  }

  private PageAnswer castInTransaction(String pool, long millis) {
    return page.call(
        "pooling", "castInTransaction", "{\"pool\": \"" + pool + "\", \"millis\": " + millis + "}");
  }

  /** Of the application's own pool, whose user is another. */
  @Test
  void handlesThatMayNotShareHaveAConnectionEach() {
    assertThat(page.call("pooling", "holdUnshareable", "{\"handles\": 9, \"millis\": 0}").result())
        .isEqualTo(json("9"));

    assertThat(broker.channelCount() - channels()).isGreaterThanOrEqualTo(9);
  }

  @Test
  void handlesInAFieldKeepNoConnectionWhereThePoolAssociatesLazily() {
    for (int i = 1; i <= 5; i++) {
      assertThat(page.call("pooling", "keep", "{\"pool\": \"lazy\"}").result())
          .isEqualTo(json(Integer.toString(i)));
    }

    assertThat(hold("lazy", 2, 0).result()).as("both are free").isEqualTo(json("2"));
    for (int i = 0; i < 5; i++) {
      assertThat(page.call("pooling", "useKept", "{\"index\": " + i + "}").result())
          .isEqualTo(json(Integer.toString(i + 1)));
    }
    assertThat(channels()).isLessThanOrEqualTo(before + 2 + SHARED);

    page.call("pooling", "closeKept", "{}").result();
    assertThat(hold("lazy", 2, 0).result()).isEqualTo(json("2"));
  }
}
