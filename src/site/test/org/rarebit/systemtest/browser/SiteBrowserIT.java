package org.rarebit.systemtest.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.Keys;

/** A reader's browser at the site, on a web server that has nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SiteBrowserIT {

  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final int PHONE = 390;
  private static final int DESK = 1280;
  private static final String OLDER = "0.0.1";
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofMillis(50);

  /** What the browser has loaded for the page that it shows. */
  private static final String LOADED =
      "return performance.getEntriesByType('resource').map(entry => entry.name)";

  private HttpServer server;
  private URI root;
  private Browser browser;

  @BeforeAll
  void start() throws IOException {
    assumeTrue(Browser.isAvailable(), "chromium and chromium-driver are not installed");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    root = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    browser = Browser.start();
    browser.look(DESK, 900, false);
  }

  @AfterAll
  void stop() {
    if (browser != null) {
      browser.close();
    }
    if (server != null) {
      server.stop(0);
    }
  }

  /** What a page needs comes from its own server, and the browser has nothing to complain of. */
  @AfterEach
  void nothingCameFromElsewhere() {
    assertThat((List<?>) browser.run(LOADED))
        .allMatch(address -> address.toString().startsWith(root.toString()));
    assertThat(browser.complaints())
        .filteredOn(line -> !line.contains("/favicon.ico ")) // for Javadoc, which names no icon
        .noneMatch(line -> line.startsWith("SEVERE"));
  }

  @Test
  void everybodyCanReadItOnAPhoneAndAtADeskByDayAndByNight() throws IOException {
    for (String page : List.of("index.html", "configuration.html", "transactions.html")) {
      for (boolean dark : new boolean[] {false, true}) {
        for (int width : new int[] {PHONE, DESK}) {
          String name = page.replace(".html", "-") + width + (dark ? "-dark" : "-light");
          browser.look(width, 900, dark);
          open(page);
          await(
              () ->
                  browser.run("return document.documentElement.className").equals("dark") == dark);

          assertThat(browser.accessibilityFindings()).as(name).isEmpty();
          assertThat((Long) browser.run("return document.documentElement.scrollWidth"))
              .as("nothing sticks out at " + name)
              .isLessThanOrEqualTo(width);
          browser.screenshot(SCREENSHOTS.resolve(name + ".png"));
        }
      }
    }
  }

  @Test
  void searchFindsAPropertyAndLeadsToIt() {
    browser.look(DESK, 900, false);
    open("index.html");

    browser.click(".VPNavBarSearch button");
    await(() -> !browser.text(".VPLocalSearchBox").isEmpty());
    browser.type("passwordFile");
    await(() -> browser.text(".VPLocalSearchBox .results").contains("Configuration"));
    browser.press(Keys.ENTER);

    await(() -> browser.text("main").contains("passwordFile"));
    assertThat(browser.text(".VPLocalSearchBox")).isEmpty();
  }

  @Test
  void aNameOfTheApiOpensItsJavadoc() {
    browser.look(DESK, 900, false);
    open("exceptions.html");

    browser.click("a[href$='/RemoteErrorException.html']");

    await(() -> browser.text("h1").contains("Class RemoteErrorException"));
  }

  @Test
  void theSelectorLeadsToTheSamePageOfAnotherVersion() {
    browser.look(DESK, 900, false);
    open("pools.html");
    await(() -> browser.text(".VPNavBar .versions").contains(OLDER));

    browser.choose(".VPNavBar .versions", OLDER);

    await(() -> browser.text().equals(Site.BASE + OLDER + "/pools.html"));
  }

  private void open(String page) {
    browser.open(root.resolve(Site.address(page)));
    // VitePress has taken over the page once the selector knows the versions
    await(() -> browser.text("select.versions, .VPNav").length() > 0);
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("what is waited for").isLessThan(end);
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /** The files of the site; and an older version of it, whose pages are their addresses. */
  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      if (path.equals(Site.BASE + "versions.json")) {
        send(
            exchange,
            "json",
            ("[\"" + Site.VERSION + "\", \"" + OLDER + "\"]").getBytes(StandardCharsets.UTF_8));
      } else if (path.startsWith(Site.BASE + OLDER + "/")) {
        send(exchange, "txt", path.getBytes(StandardCharsets.UTF_8));
      } else {
        Path file = Site.file(Site.FOLDER, path);
        if (Files.isRegularFile(file)) {
          send(exchange, path.replaceFirst(".*\\.", ""), Files.readAllBytes(file));
        } else {
          exchange.sendResponseHeaders(404, -1);
        }
      }
    }
  }

  private static void send(HttpExchange exchange, String ending, byte[] body) throws IOException {
    String type =
        Map.of(
                "html", "text/html; charset=utf-8",
                "js", "text/javascript",
                "css", "text/css",
                "json", "application/json",
                "txt", "text/plain; charset=utf-8",
                "svg", "image/svg+xml",
                "png", "image/png",
                "woff2", "font/woff2")
            .getOrDefault(ending, "application/octet-stream");
    exchange.getResponseHeaders().set("Content-Type", type);
    boolean wanted = exchange.getRequestMethod().equals("GET");
    exchange.sendResponseHeaders(200, wanted ? body.length : -1);
    if (wanted) {
      exchange.getResponseBody().write(body);
    }
  }
}
