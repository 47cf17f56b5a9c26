package org.rarebit.systemtest.portability;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.rarebit.systemtest.server.Administration;
import org.rarebit.systemtest.server.KnownServer;
import org.rarebit.systemtest.server.StandaloneServer;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Broker;
import org.rarebit.systemtest.support.Eventually;
import org.rarebit.systemtest.support.FreePort;
import org.rarebit.systemtest.support.PythonPeer;

/**
 * What containers do to what an application keeps: they make it early and end it late, write it to
 * a disk and read it again, deploy the adapter anew beneath it; and to what is wrong with it: they
 * tell it, or swallow it. For a stand-alone adapter with an application beside it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class LastingSet {

  private static final int NEXT_TO_LAST = Integer.MAX_VALUE - 1;
  private static final int LAST = Integer.MAX_VALUE;

  /** What comes of each way to call, whatever it was made of. */
  private static final String ALL_WORK = "factory=3 client=3 proxy=3";

  private static final Path FILES = Path.of("target", "lasting");

  private final KnownServer known;
  private StandaloneServer server;
  private PythonPeer notes;

  LastingSet(KnownServer known) {
    this.known = known;
  }

  @BeforeAll
  final void start() throws Exception {
    PythonPeer.require();
    notes = PythonPeer.server(Broker.shared().url(), "systemtest_notes", known.profile());
    server =
        known.startStandalone(
            Path.of("target", "servers", known.profile() + "-lasting"),
            FreePort.find(),
            Broker.shared().url(),
            List.of(Archives.rarFile(), Archives.lastingWarFile(FILES)));
    Eventually.assertThat(
        () -> assertThat(new Visitor().get("session")).contains(ALL_WORK)); // it is there
  }

  @AfterAll
  final void stop() {
    if (server != null) {
      server.close();
    }
    if (notes != null) {
      notes.close();
    }
  }

  final Administration administration() {
    return server.administration();
  }

  @Test
  @Order(0)
  void aSingletonSendsWhenItIsMadeByEachWayToAFactory() {
    assertThat(threeNotes())
        .containsExactlyInAnyOrder("come by resource", "come by injection", "come by lookup");
  }

  private List<String> threeNotes() {
    return Stream.generate(notes::next).limit(3).map(LastingSet::line).toList();
  }

  private static String line(JsonObject note) {
    return note.getString("line");
  }

  @Test
  void aContinuationSeesTheClassesOfTheApplicationAndMayCall() throws Exception {
    Eventually.assertThat(
        () -> assertThat(new Visitor().get("later")).startsWith("3, classes seen").endsWith("7"));
  }

  @Test
  void aContinuationOfAStageThatTheContainersExecutorHasCopiedSeesItsNamesAsWell()
      throws Exception {
    Eventually.assertThat(
        () ->
            assertThat(new Visitor().get("later-by-executor"))
                .isEqualTo("3, classes seen, names seen, call 7"));
  }

  @Test
  void aStatefulBeanKeepsFactoryClientAndProxiesThroughPassivation() throws Exception {
    Visitor visitor = new Visitor();
    visitor.get("stateful?name=first");
    AtomicInteger others = new AtomicInteger();

    Eventually.assertThat(
        () -> { // Payara writes beans in eights; the first is the one that is not in use
          visitor.get("stateful?name=" + others.incrementAndGet());
          assertThat(visitor.get("passivated?name=first")).isEqualTo("true");
          assertThat(visitor.get("stateful?name=first"))
              .matches("activations=[1-9].*")
              .contains("copy " + ALL_WORK)
              .endsWith("injected=3");
        });
  }

  /** Where one session more is not enough. */
  void passivateSessions() {}

  @Test
  void aSessionKeepsThemToo() throws Exception {
    Visitor first = new Visitor();
    Eventually.assertThat(() -> assertThat(first.get("session")).contains(ALL_WORK));
    passivateSessions();

    Eventually.assertThat(
        () -> {
          new Visitor().get("session");
          assertThat(first.get("session"))
              .isEqualTo("copy " + ALL_WORK + "; bean: copy " + ALL_WORK + " injected=3");
        });
  }

  @Test
  void whatIsNoNumberAndAnUnresolvedVariableFailTheDeploymentInOneMessage() {
    assertThat(isDeployed("nonumber", "NoNumberBean")).isFalse();
    assertThat(server.log())
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("RpcActivationSpec: ", "maxConcurrency", "many", "${systemtest"));
  }

  @Test
  void anUnknownPropertyFailsTheDeployment() {
    assertThat(isDeployed("unknownname", "UnknownNameBean")).isFalse();
    assertThat(server.log()).anySatisfy(line -> assertThat(line).contains("maxConcurency"));
  }

  @Test
  void twoBeansOfOneTopicThatHideEachOthersMethodsFailTheDeployment() {
    assertThat(isDeployed("hiding", "HidingBean", "HiddenBean")).isFalse();
    assertThat(server.log())
        .anySatisfy(line -> assertThat(line).contains("hello", "systemtest_hiding"));
  }

  @Test
  void blanksAndCaseDoNotCount() {
    assertThat(isDeployed("loose", "LooseBean")).isTrue();
  }

  private boolean isDeployed(String name, String... beans) {
    return administration()
        .deploys(Archives.warFileOfSomeBeans(FILES, name, "misspelt", beans), beans);
  }

  @Test
  void aSecondCopyOfTheApiIsNotUsedOrToldByItsPlace() {
    Path war = Archives.warFileWithApi(FILES, "ownapi", "misspelt", "SpareBean");

    if (administration().deploys(war, "SpareBean")) { // the server prefers the adapter's
      assertThat(server.log()).noneMatch(line -> line.contains("copy of rarebit-api"));
    } else {
      assertThat(server.log())
          .filteredOn(line -> line.contains("SpareBean cannot be served"))
          .anySatisfy(line -> assertThat(line).contains("rarebit-api"));
    }
  }

  @Test
  @Order(NEXT_TO_LAST)
  void theAdapterIsDeployedAnewBeneathTheApplication() throws Exception {
    administration().redeployAdapter(Archives.rarFile(), "lasting");

    Eventually.assertThat(
        () -> assertThat(new Visitor().get("session")).contains(ALL_WORK).endsWith("injected=3"));
  }

  @Test
  @Order(LAST)
  void aSingletonSendsWhenItIsDestroyed() {
    while (notes.poll(Duration.ZERO) != null) {
      // of the application that was deployed anew
    }

    administration().undeploy("lasting");

    assertThat(threeNotes())
        .containsExactlyInAnyOrder("go by resource", "go by injection", "go by lookup");
  }

  /** Somebody with a session. */
  private final class Visitor {

    private final HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(new CookieManager())
            .build();

    String get(String path) throws IOException, InterruptedException {
      URI page = server.root().resolve("lasting/last/" + path);
      return http.send(
              HttpRequest.newBuilder(page).GET().build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }
}
