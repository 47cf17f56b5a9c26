package org.rarebit.systemtest.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.rarebit.systemtest.support.Eventually;

/** The example's page, as people use it on a phone and at a desk. */
interface ExamplePageTests {

  Path PICTURES = Path.of("target", "console");
  int PHONE = 390;
  int DESK = 1280;
  String ANY_COMPLAINT = "SEVERE";

  /** Whose history is that of one tab. */
  Browser browser();

  /** The example's page. */
  URI page();

  private long answers() {
    return (Long) browser().run("return document.querySelectorAll('#answers > li').length");
  }

  @Test
  @Order(1)
  default void onAPhoneTheAnswerIsWhereOneIs() throws Exception {
    browser().look(PHONE, 700, false);
    browser().open(page());
    browser().click("#add-form button");
    Eventually.assertThat(
        () -> assertThat(browser().text("#add-form + .latest")).contains("add", "result", "5"));

    assertThat(
            browser()
                .run(
                    "const place = document.querySelector('.latest pre').getBoundingClientRect();"
                        + "return place.top >= 0 && place.bottom <= innerHeight"))
        .isEqualTo(true);
    browser().look(DESK, 900, false);
    Eventually.assertThat(
        () ->
            assertThat(
                    browser()
                        .run("return getComputedStyle(document.querySelector('.latest')).display"))
                .as("there the answers are beside the forms")
                .isEqualTo("none"));
  }

  @Test
  @Order(2)
  default void oneCallsAgainByKeyboardAndTheHistorySurvivesAReload() throws Exception {
    long before = answers();
    browser().tabTo("Again: add");
    browser().press(Keys.ENTER);
    Eventually.assertThat(() -> assertThat(answers()).isEqualTo(before + 1));
    assertThat(browser().focused()).isEqualTo("Again: add");

    browser().open(page());

    assertThat(answers()).isEqualTo(before + 1);
    assertThat(browser().text("#answers")).contains("calculator: add", "served by", "5");
    browser().click("#clear");
    browser().open(page());
    assertThat(answers()).isZero();
  }

  @Test
  @Order(3)
  default void aLinkFillsTheFormAndSendsNothing() throws Exception {
    browser()
        .open(page().resolve("#topic=calculator&method=divide&args=%7B%22dividend%22%3A+1%7D"));

    assertThat(browser().run("return document.querySelector('[name=method]').value"))
        .isEqualTo("divide");
    assertThat(browser().run("return document.querySelector('[name=args]').value"))
        .isEqualTo("{\"dividend\": 1}");
    assertThat(answers()).isZero();
    assertThat((String) browser().run("return document.getElementById('link').hash"))
        .contains("topic=calculator", "method=divide", "dividend");
  }

  @Test
  @Order(4)
  default void theMethodsOfATopicThatAreKnownAreOffered() throws Exception {
    browser().open(page());
    assertThat(browser().text("#methods-hint")).contains("add", "divide", "summarize");

    browser().type("[name=method]", "add");
    browser().press(Keys.TAB);

    assertThat(browser().run("return document.querySelector('[name=args]').value"))
        .isEqualTo("{\"a\": 2, \"b\": 3}");
    browser().type("[name=topic]", "elsewhere");
    assertThat(browser().text("#methods-hint")).isEqualTo("none is known of this topic yet");
  }

  @Test
  @Order(5)
  default void aThousandCallsAreDrawnWhileTheyCome() throws Exception {
    browser()
        .open(page().resolve("#topic=calculator&method=add&args=%7B%22a%22%3A1%2C%22b%22%3A2%7D"));

    browser().click("#many");
    Eventually.assertThat(
        () -> assertThat(browser().text("#many-figures")).containsPattern("half within\\s+\\d"));
    Eventually.assertThat(
        () -> assertThat(browser().text("#many-status")).isEqualTo("add was called 1,000 times."));

    assertThat(browser().text("#many-figures"))
        .containsPattern("done\\s+1,000")
        .containsPattern("failed\\s+0");
    assertThat(
            browser()
                .run(
                    "const chart = document.querySelector('#many-chart canvas');"
                        + "return chart.getContext('2d').getImageData(0, 0, chart.width,"
                        + " chart.height).data.some(value => value > 0)"))
        .isEqualTo(true);
  }

  @Test
  @Order(6)
  default void everybodyCanReadThePageOnAPhoneAndAtADeskByDayAndByNight() throws Exception {
    browser().click("#call-form button[type=submit]");
    Eventually.assertThat(() -> assertThat(answers()).isPositive());

    assertEverybodyCanReadIt("example");
    assertThat(browser().complaints()).noneMatch(line -> line.startsWith(ANY_COMPLAINT));
  }

  /** What is open now, at two widths, light and dark; and takes pictures. */
  default void assertEverybodyCanReadIt(String name) throws Exception {
    for (boolean dark : new boolean[] {false, true}) {
      for (int width : new int[] {PHONE, DESK}) {
        String look = name + "-" + width + (dark ? "-dark" : "-light");
        browser().look(width, 900, dark);
        Eventually.assertThat(
            () -> assertThat(browser().run("return innerWidth")).isEqualTo((long) width));

        assertThat(browser().accessibilityFindings()).as(look).isEmpty();
        assertThat((Long) browser().run("return document.documentElement.scrollWidth"))
            .as("nothing sticks out at " + look)
            .isLessThanOrEqualTo(width);
        browser().screenshot(PICTURES.resolve(look + ".png"));
      }
    }
  }
}
