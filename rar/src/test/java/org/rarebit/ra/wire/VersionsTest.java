package org.rarebit.ra.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.api.spi.Versions;

class VersionsTest {

  static Stream<JsonNode> rows() {
    return Captures.rows("version_compatibility");
  }

  @ParameterizedTest
  @MethodSource("rows")
  void compatibilityIsThatOfPython(JsonNode row) {
    // where Python raises an exception, which is a text in the table, nothing is compatible
    boolean expected = row.get("compatible").asBoolean(false);

    assertThat(
            Versions.isCompatible(
                row.get("implemented").textValue(), row.get("requested").textValue()))
        .isEqualTo(expected);
  }

  @Test
  void messageWithoutVersionPassesNoCap() {
    assertThat(Versions.canSend("1.5", null)).isFalse();
    assertThat(Versions.canSend(null, null)).isTrue();
  }

  @Test
  void capAllowsOlderMinorsOfItsMajor() {
    assertThat(Versions.canSend("1.5", "1.4")).isTrue();
    assertThat(Versions.canSend("1.5", "1.6")).isFalse();
    assertThat(Versions.canSend("1.5", "2.0")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "10.25", "1.2.3", "999999999.0"})
  void versionIsValid(String version) {
    assertThat(Versions.isValid(version)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1.",
        ".1",
        "1..2",
        "1.2.3.4",
        "1.x",
        "-1.0",
        " 1.0",
        "1.٣",
        "1.1234567890"
      })
  void otherTextIsNoVersionAndCompatibleWithNothing(String version) {
    assertThat(Versions.isValid(version)).isFalse();
    assertThat(Versions.isCompatible("1.0", version)).isFalse();
    assertThat(Versions.isCompatible(version, "1.0")).isFalse();
  }
}
