package org.rarebit.example.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonValuesTest {

  @Test
  void whatGoesThereComesBack() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("none", null);
    map.put("truth", true);
    map.put("whole", Long.MIN_VALUE);
    map.put("big", BigInteger.TWO.pow(200).negate());
    map.put("real", 2.5);
    map.put("text", "世界 🌍");
    map.put("list", Arrays.asList(1L, null, List.of(), Map.of("k", "v")));

    assertThat(JsonValues.toJava(JsonValues.toJson(map))).isEqualTo(map);
  }

  @Test
  void aNumberThatJsonHasNotBecomesText() {
    JsonObject json = (JsonObject) JsonValues.toJson(Map.of("x", Double.NaN));

    assertThat(json.getString("x")).isEqualTo("NaN");
  }
}
