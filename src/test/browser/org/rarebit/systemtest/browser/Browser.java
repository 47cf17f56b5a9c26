package org.rarebit.systemtest.browser;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** The machine's own Chromium, without a screen, driven by its own driver. */
final class Browser implements AutoCloseable {

  private static final String BINARY = "/usr/bin/chromium";
  private static final String DRIVER = "/usr/bin/chromedriver";

  /** What axe-core finds, in a line for each. */
  private static final String AXE =
      """
      const done = arguments[arguments.length - 1];
      axe.run().then(
        results => done(results.violations.map(
          violation => violation.id + ": " + violation.nodes.map(node => node.html).join(" "))),
        failure => done(["axe: " + failure]));
      """;

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  static boolean isAvailable() {
    return Files.isExecutable(Path.of(BINARY)) && Files.isExecutable(Path.of(DRIVER));
  }

  static Browser start() {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(BINARY);
    // as root there is no sandbox, and in containers no room for shared memory
    options.addArguments(
        "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu");
    return new Browser(
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(Path.of(DRIVER).toFile())
                .withLogOutput(OutputStream.nullOutputStream())
                .build(),
            options));
  }

  /** Opens a page with a login, and then as a person has it who has logged in. */
  void open(URI page, String user, String password) {
    driver.get(page.toString().replace("://", "://" + user + ":" + password + "@"));
    driver.get(page.toString());
  }

  /** Opens a page that asks for no login, anew. */
  void open(URI page) {
    driver.get("about:blank"); // else another fragment alone would load nothing
    driver.get(page.toString());
  }

  /** As on a phone, or a desk. */
  void look(int width, int height, boolean dark) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  void screenshot(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
  }

  /** The text of the page. */
  String text() {
    return text("body");
  }

  String text(String selector) {
    return String.valueOf(
        run("return document.querySelector(arguments[0])?.innerText ?? ''", selector));
  }

  Object run(String script, Object... arguments) {
    return ((JavascriptExecutor) driver).executeScript(script, arguments);
  }

  /** Presses Tab until an element of this name has the focus. */
  void tabTo(String label) {
    for (int i = 0; i < 100; i++) {
      press(Keys.TAB);
      if (label.equals(focused())) {
        return;
      }
    }
    throw new AssertionError("Tab does not lead to \"" + label + "\".");
  }

  /** The name of what has the focus. */
  String focused() {
    WebElement element = driver.switchTo().activeElement();
    return Objects.requireNonNullElse(element.getAccessibleName(), "");
  }

  void press(Keys key) {
    driver.switchTo().activeElement().sendKeys(key);
  }

  /** Types into what has the focus. */
  void type(String text) {
    driver.switchTo().activeElement().sendKeys(text);
  }

  /** Takes an option of a list, by its text. */
  void choose(String selector, String option) {
    driver
        .findElement(By.cssSelector(selector))
        .findElement(By.xpath("./option[normalize-space()='" + option + "']"))
        .click();
  }

  void click(String selector) {
    driver.findElement(By.cssSelector(selector)).click();
  }

  /** Types over what is in a field. */
  void type(String selector, String text) {
    WebElement field = driver.findElement(By.cssSelector(selector));
    field.clear();
    field.sendKeys(text);
  }

  /** Clicks the button whose name begins so. */
  void clickButton(String label) {
    driver.findElement(By.cssSelector("button[aria-label^='" + label + "']")).click();
  }

  /** Says yes to what the page asks. */
  void acceptQuestion() {
    driver.switchTo().alert().accept();
  }

  /** What axe-core finds wrong. */
  List<?> accessibilityFindings() throws IOException {
    try (InputStream axe = Browser.class.getResourceAsStream("/axe.min.js")) {
      driver.executeScript(
          new String(
              Objects.requireNonNull(axe, "axe.min.js").readAllBytes(), StandardCharsets.UTF_8));
    }
    return (List<?>) driver.executeAsyncScript(AXE);
  }

  /** What the browser itself complains of, such as what the page's policy forbids. */
  List<String> complaints() {
    return driver.manage().logs().get("browser").getAll().stream()
        .map(entry -> entry.getLevel() + " " + entry.getMessage())
        .toList();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
