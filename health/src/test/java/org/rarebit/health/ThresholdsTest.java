package org.rarebit.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The thresholds are those of the manual, and of the configuration. */
class ThresholdsTest {

  /** Key and default of a row. */
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(rarebit\\.health\\.[a-z-]+)` \\| `([a-z0-9]+)` \\|");

  @AfterEach
  void forget() {
    System.clearProperty(Thresholds.ACTIVATIONS);
  }

  private static Map<String, String> rowsOfTheManual() throws Exception {
    Map<String, String> rows = new TreeMap<>();
    Matcher matcher = ROW.matcher(Files.readString(Path.of("../docs/health.md")));
    while (matcher.find()) {
      rows.put(matcher.group(1), matcher.group(2));
    }
    return rows;
  }

  @Test
  void theManualHasEachKeyAndNoOther() throws Exception {
    Map<String, String> rows = rowsOfTheManual();

    for (Field field : Thresholds.class.getDeclaredFields()) {
      if (field.getType() == String.class) {
        assertThat(rows.remove(field.get(null))).as(field.getName()).isNotNull();
      }
    }
    assertThat(rows).isEmpty();
  }

  @Test
  void theDefaultsAreThoseOfTheManual() throws Exception {
    Map<String, String> rows = rowsOfTheManual();

    assertThat(Thresholds.of(key -> Optional.ofNullable(rows.get(key))))
        .isEqualTo(Thresholds.of(key -> Optional.empty()));
  }

  @Test
  void systemPropertiesAreReadWhereThereIsNoMicroProfileConfig() {
    System.setProperty(Thresholds.ACTIVATIONS, " 3 ");

    assertThat(Thresholds.of(Configuration::value).activations()).isEqualTo(3);
  }

  @Test
  void valuesAreReadAsTheirKeysSay() {
    Thresholds read =
        Thresholds.of(
            key ->
                Optional.of(
                    switch (key) {
                      case Thresholds.PATIENCE -> "1";
                      case Thresholds.ACTIVATIONS -> "2";
                      case Thresholds.UNDELIVERED -> "3";
                      case Thresholds.UNDELIVERED_WINDOW -> "4";
                      case Thresholds.STUCK_AFTER -> "5";
                      case Thresholds.PAUSED_IS_READY -> "false";
                      default -> "true";
                    }));

    assertThat(read)
        .isEqualTo(
            new Thresholds(
                Duration.ofMillis(1),
                2,
                3,
                Duration.ofMillis(4),
                false,
                true,
                Duration.ofMillis(5)));
  }

  @Test
  void whatIsNeitherTrueNorFalseIsRefused() {
    assertThatThrownBy(() -> Thresholds.of(key -> Optional.of(key.endsWith("ready") ? "yes" : "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be true or false, but is \"yes\"");
  }
}
