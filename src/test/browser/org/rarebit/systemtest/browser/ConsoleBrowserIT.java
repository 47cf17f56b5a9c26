package org.rarebit.systemtest.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.openqa.selenium.Keys;
import org.rarebit.systemtest.server.KnownServer;
import org.rarebit.systemtest.server.StandaloneServer;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.ConsoleClient;
import org.rarebit.systemtest.support.Eventually;
import org.rarebit.systemtest.support.FreePort;
import org.rarebit.systemtest.support.PageClient;
import org.rarebit.systemtest.support.RawPublisher;
import org.rarebit.testkit.broker.RabbitMqNode;

/**
 * A browser at the console of WildFly, whose broker is killed and comes back; before, at the page
 * of the example, which is deployed beside it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsoleBrowserIT implements ExamplePageTests {

  private RabbitMqNode broker;
  private StandaloneServer server;
  private PageClient pages;
  private URI console;
  private Browser browser;

  @BeforeAll
  void start() throws Exception {
    assertThat(Browser.isAvailable()).as("chromium and chromium-driver are installed").isTrue();
    assertThat(RabbitMqNode.isAvailable()).as("rabbitmq-server is installed").isTrue();
    broker = new RabbitMqNode(Path.of("target", "rabbitmq-console")).start();
    System.setProperty(KnownServer.JAVA_OPTIONS, "-Drarebit.console.readOnly=false");
    try {
      server =
          KnownServer.WILDFLY.startStandalone(
              Path.of("target", "servers", "console"),
              FreePort.find(),
              broker.url(),
              List.of(
                  Archives.rarFile(),
                  Archives.checkFile(),
                  Archives.warFileOfBeans(Path.of("target", "poisoned"), "poisoned"),
                  Archives.consoleFile(),
                  Archives.exampleEarFile().toPath()));
    } finally {
      System.clearProperty(KnownServer.JAVA_OPTIONS);
    }
    pages = new PageClient(server.root());
    console = server.root().resolve("rarebit-console/");
    Eventually.assertThat(() -> assertThat(check()).isEqualTo(200));
    ConsoleClient alice = ConsoleClient.of(server.root(), "alice");
    Eventually.assertThat(
        () ->
            assertThat(alice.get("api/state").body())
                .contains("CalculatorBean")
                .doesNotContain("CONNECTING"));
    browser = Browser.start();
  }

  @AfterAll
  void stop() throws Exception {
    if (browser != null) {
      browser.close();
    }
    if (server != null) {
      server.close();
    }
    if (broker != null) {
      broker.close();
    }
  }

  @Override
  public Browser browser() {
    return browser;
  }

  @Override
  public URI page() {
    return server.root().resolve("rarebit/");
  }

  private int check() {
    return pages.get("rarebit-check/check.json").statusCode();
  }

  @Test
  @Order(11)
  void showsBeansLinksAndWhatIsCalledLive() throws Exception {
    browser.look(DESK, 900, false);
    browser.open(console, "alice", "guessable");
    Eventually.assertThat(() -> assertThat(browser.text("#verdict")).isEqualTo("Everything works"));
    assertThat(browser.text("#Activation")).contains("CheckBean", "HearingBean", "ACTIVE");
    assertThat(browser.text("#Link")).contains("rarebit in", "rarebit out", "OPEN");
    assertThat(browser.text("#Client")).contains("127.0.0.1:" + broker.port());

    check();

    Eventually.assertThat( // a latency of the calls that were just made
        () -> assertThat(browser.text("#latency-legend")).containsPattern("50 of 100 \\d"));
    Eventually.assertThat( // and of the bean that has served them
        () ->
            assertThat(browser.text("#Activation"))
                .contains("longest, ms")
                .containsPattern("50 of 100 \\d")
                .containsPattern("99 of 100 \\d"));
    assertThat(browser.complaints()).noneMatch(line -> line.startsWith(ANY_COMPLAINT));
  }

  @Test
  @Order(12)
  void theCourseOfABeansMethodsIsOpenedAndClosedByKeyboard() throws Exception {
    browser.tabTo("The last five minutes: CheckBean");
    assertThat(drawnInBeans()).isZero();
    browser.press(Keys.ENTER);

    Eventually.assertThat(() -> assertThat(drawnInBeans()).isOne());
    assertThat(browser.complaints()).noneMatch(line -> line.startsWith(ANY_COMPLAINT));
    assertEverybodyCanReadIt("console-methods");
    browser.press(Keys.ENTER);

    Eventually.assertThat(() -> assertThat(drawnInBeans()).isZero());
  }

  private long drawnInBeans() {
    return (Long) browser.run("return document.querySelectorAll('#Activation canvas').length");
  }

  @Test
  @Order(13)
  void everybodyCanReadItOnAPhoneAndAtADeskByDayAndByNight() throws Exception {
    assertEverybodyCanReadIt("console");
  }

  @Test
  @Order(14)
  void aBeanIsPausedAndResumedByKeyboard() throws Exception {
    browser.tabTo("Pause: CheckBean");
    browser.press(Keys.ENTER);

    Eventually.assertThat(
        () ->
            assertThat(browser.text("#Activation"))
                .contains("PAUSED", "An operator has paused it", "Resume it when it shall go on."));
    assertThat(browser.text("#verdict")).isEqualTo("Everything works; 1 thing to know");
    assertThat(browser.accessibilityFindings()).isEmpty();
    assertThat(browser.focused()).isEqualTo("Resume: CheckBean");
    browser.press(Keys.ENTER);

    Eventually.assertThat(() -> assertThat(browser.text("#verdict")).isEqualTo("Everything works"));
    assertThat(server.log()).anyMatch(line -> line.contains("console: alice ran pause of"));
  }

  @Test
  @Order(15)
  void aDeadLetterIsLookedAtPutBackAndDropped() throws Exception {
    assertThat(browser.text("#DeadLetterQueue")).contains("systemtest_poison_dead");
    try (RawPublisher publisher = new RawPublisher(broker.url())) {
      publisher.publish(
          "systemtest_poison.info",
          "{\"priority\": \"INFO\", \"event_type\": \"cup.emptied\", \"message_id\": \"m1\","
              + " \"publisher_id\": \"p\", \"payload\": {\"word\": \"<b>secret</b>\"}}");
    }
    Eventually.assertThat(
        () -> assertThat(browser.text("#Activation")).contains("1 message was given up."));

    browser.clickButton("Look at letters: systemtest_poison_dead");
    Eventually.assertThat(
        () ->
            assertThat(browser.text("#DeadLetterQueue"))
                .contains(
                    "cup.emptied", "REDELIVERY_LIMIT", "IllegalStateException", "payload.word")
                .doesNotContain("secret"));
    assertThat(browser.accessibilityFindings()).isEmpty();
    browser.screenshot(PICTURES.resolve("dead-letters.png"));

    browser.clickButton("Put back: cup.emptied");
    Eventually.assertThat(
        () -> assertThat(browser.text("#Activation")).contains("2 messages were given up."));
    Eventually.assertThat(
        () -> {
          browser.clickButton("Look at letters: systemtest_poison_dead");
          assertThat(browser.text("#DeadLetterQueue")).contains("put back 1 time");
        });

    browser.clickButton("Drop: cup.emptied");
    browser.acceptQuestion();
    Eventually.assertThat(
        () -> assertThat(browser.text("#DeadLetterQueue")).contains("Done: 1", "No letters."));
  }

  @Test
  @Order(16)
  void someDeadLettersArePutBackByTheirNameAndTheOthersAreDropped() throws Exception {
    try (RawPublisher publisher = new RawPublisher(broker.url())) {
      for (String event : List.of("cup.filled", "cup.washed")) {
        publisher.publish(
            "systemtest_poison.info",
            "{\"priority\": \"INFO\", \"event_type\": \""
                + event
                + "\", \"message_id\": \""
                + event
                + "\", \"publisher_id\": \"p\", \"payload\": {}}");
      }
    }
    Eventually.assertThat(
        () -> assertThat(browser.text("#Activation")).contains("4 messages were given up."));

    browser.click("#DeadLetterQueue summary");
    browser.type("#DeadLetterQueue input[name=name]", "cup.f*");
    assertThat(browser.accessibilityFindings()).isEmpty();
    browser.clickButton("Put these back: systemtest_poison_dead");
    Eventually.assertThat(
        () -> assertThat(browser.text("#Activation")).contains("5 messages were given up."));
    Eventually.assertThat(
        () ->
            assertThat(browser.text("#DeadLetterQueue"))
                .contains("Done: 1, refused: 0.", "cup.washed"));

    browser.type("#DeadLetterQueue input[name=name]", "*");
    browser.clickButton("Drop these: systemtest_poison_dead");
    browser.acceptQuestion();
    Eventually.assertThat(
        () -> assertThat(browser.text("#DeadLetterQueue")).contains("Done: 2", "No letters."));
  }

  @Test
  @Order(17)
  void saysWhatToDoWhileTheBrokerIsAwayAndIsGreenAgainWhenItIsBack() throws Exception {
    browser.look(PHONE, 900, true);
    broker.crash();

    Eventually.assertThat(
        () -> assertThat(browser.text("#verdict")).matches("\\d things? do(es)? not work"));
    Eventually.assertThat(
        () ->
            assertThat(browser.text("#Link"))
                .contains("CONNECTING", "No connection to 127.0.0.1:" + broker.port())
                .contains("Start the broker, or mend connectionURL"));
    Eventually.assertThat(
        () -> assertThat(browser.text("#Activation")).contains("Nothing can come:"));
    assertThat(browser.accessibilityFindings()).isEmpty();
    browser.screenshot(PICTURES.resolve("broker-down.png"));

    browser.click("#problems a");
    assertThat((String) browser.run("return document.activeElement.innerText"))
        .contains("CONNECTING");

    broker.start();
    Eventually.assertThat(() -> assertThat(check()).isEqualTo(200));
    Eventually.assertThat(
        () -> assertThat(browser.text("#verdict")).startsWith("Everything works"));
    assertThat(browser.text()).doesNotContain("guest");
  }

  @Test
  @Order(18)
  void saysThatTheServerIsGone() throws Exception {
    server.close();

    Eventually.assertThat(
        () -> assertThat(browser.text("#verdict")).startsWith("The server does not tell anything"));
    assertThat(browser.accessibilityFindings()).isEmpty();
  }
}
