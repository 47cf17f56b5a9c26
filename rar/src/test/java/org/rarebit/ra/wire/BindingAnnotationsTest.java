package org.rarebit.ra.wire;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.json.bind.annotation.JsonbTransient;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.api.Name;
import org.rarebit.ra.wire.other.jackson.annotation.JsonIgnoreProperties;
import org.rarebit.ra.wire.other.jackson.annotation.JsonProperty;

/** The names of fields, whoever's annotation gives them. */
class BindingAnnotationsTest {

  record Ours(@Name("ram_mb") int ram) {}

  record OfJsonB(@JsonbProperty("ram_mb") int ram) {}

  record OfJackson(@com.fasterxml.jackson.annotation.JsonProperty("ram_mb") int ram) {}

  record OfAnotherJackson(@JsonProperty("ram_mb") int ram) {}

  record OfSeveral(@Name("ram_mb") @JsonbProperty("b") @JsonProperty("c") int ram) {}

  /** With setters. */
  public static class Bean {
    @Name("ram_mb")
    private int ram;

    @JsonbTransient private String secret = "s";

    public int getRam() {
      return ram;
    }

    public void setRam(int ram) {
      this.ram = ram;
    }

    public String getSecret() {
      return secret;
    }

    public void setSecret(String secret) {
      this.secret = secret;
    }
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        Ours.class,
        OfJsonB.class,
        OfJackson.class,
        OfAnotherJackson.class,
        OfSeveral.class,
        Bean.class
      })
  void aNameIsWrittenAndRead(Class<?> type) {
    Object read = Json.convert(Captures.parse("{\"ram_mb\": 512, \"secret\": \"x\"}"), type);

    assertThat(text(read)).isEqualTo("{\"ram_mb\":512}");
  }

  record ReadOnly(
      String name, @JsonProperty(value = "up_s", access = JsonProperty.Access.READ_ONLY) int up) {}

  record Newer(@JsonProperty(access = JsonProperty.Access.NEWER_THAN_OURS) String name) {}

  @JsonIgnoreProperties("secret")
  record Secret(String name, String secret) {}

  @Test
  void anotherCopysAnnotationsMeanWhatOursDo() {
    assertThat(text(new ReadOnly("n", 5))).isEqualTo("{\"name\":\"n\",\"up_s\":5}");
    assertThat(text(new Secret("n", "s"))).isEqualTo("{\"name\":\"n\"}");
    assertThat(text(new Newer("n"))).isEqualTo("{\"name\":\"n\"}");
  }

  enum State {
    @Name("active")
    ACTIVE,
    @JsonProperty("shut-off")
    SHUT_OFF,
    UNKNOWN
  }

  @Test
  void constantsOfEnumsHaveNamesToo() {
    assertThat(text(State.values())).isEqualTo("[\"active\",\"shut-off\",\"UNKNOWN\"]");
    assertThat(Json.convert(Captures.parse("\"shut-off\""), State.class)).isEqualTo(State.SHUT_OFF);
    assertThat(Json.convert(Captures.parse("\"active\""), State.class)).isEqualTo(State.ACTIVE);
  }

  private static String text(Object value) {
    return new String(Json.bytes(value), StandardCharsets.US_ASCII);
  }
}
