package org.rarebit.ra.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TreeHashTest {

  @Test
  void equalTreesHaveOneHash() {
    RandomJson random = new RandomJson(new Random(1));

    for (int i = 0; i < 1000; i++) {
      Object value = random.value();
      assertThat(TreeHash.of(Json.tree(value))).isEqualTo(TreeHash.of(Json.tree(value)));
    }
  }

  @Test
  void orderOfPropertiesDoesNotMatter() {
    JsonNode one = Json.tree(new TreeMap<>(Map.of("a", 1, "b", List.of("x", 2))));
    JsonNode other = Json.tree(new TreeMap<>(Map.of("a", 1, "b", List.of("x", 2))).descendingMap());

    assertThat(one.properties().iterator().next())
        .isNotEqualTo(other.properties().iterator().next());
    assertThat(TreeHash.of(one)).isEqualTo(TreeHash.of(other));
  }

  @Test
  void anythingElseHasAnotherOne() {
    Set<Integer> hashes = new HashSet<>();
    List<Object> values =
        List.of(
            "",
            "a",
            "b",
            "a".repeat(300),
            "a".repeat(301),
            "a".repeat(299) + "b",
            "b" + "a".repeat(299),
            "\u20ac".repeat(300),
            List.of(),
            List.of("a", "b"),
            List.of("b", "a"),
            List.of(List.of("a", "b")),
            Map.of("a", "b"),
            Map.of("b", "a"),
            Map.of("a", Map.of("b", 1)),
            Map.of("b", Map.of("a", 1)),
            2,
            3L,
            1.5,
            true,
            false);

    values.forEach(value -> hashes.add(TreeHash.of(Json.tree(value))));

    assertThat(hashes).hasSize(values.size());
  }
}
