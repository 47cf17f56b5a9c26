package org.rarebit.ra.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    Set<Long> hashes = new HashSet<>();
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
            "2",
            true,
            false);

    values.forEach(value -> hashes.add(TreeHash.of(Json.tree(value))));

    assertThat(hashes).hasSize(values.size());
  }

  /** Their {@code hashCode()}, or their checksum, is the same. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[\"1P\"] | [\"21\"]",
        "{\"a\":\"P\"} | {\"b\":\"1\"}",
        "{\"x\":\"x\"} | {\"y\":\"y\"}",
        "{\"x\":\"y\"} | {\"y\":\"x\"}",
        "{\"a\":{\"b\":1}} | {\"a\":1,\"b\":1}",
        "[[],[1]] | [[1],[]]",
        "[0] | [null]",
        "12345678901234567.89 | 12345678901234567.88",
        "1.0 | 1",
        "1.50 | 1.5",
        "1000e2147483647 | 1e-2147483647",
        "-0.0 | 0",
        "36893488147419103232 | 36893488147419103233"
      })
  void whatOnlyLooksAlikeHasAnotherOne(String one, String other) throws Exception {
    JsonNode first = tree(one);
    JsonNode second = tree(other);

    assertThat(TreeHash.of(first)).isNotEqualTo(TreeHash.of(second));
    assertThat(TreeHash.of(Json.toExact(first))).isNotEqualTo(TreeHash.of(Json.toExact(second)));
  }

  @Test
  void longTextsThatDifferAnywhereHaveAnother() {
    Set<Long> hashes = new HashSet<>();
    String text = "?".repeat(1500);

    for (int i = 0; i < text.length(); i++) {
      for (String odd : List.of("a", "\u20ac", "\ud83d", "\udc00", "\0")) {
        hashes.add(TreeHash.of(text.substring(0, i) + odd + text.substring(i + 1)));
      }
      hashes.add(TreeHash.of(text.substring(0, i)));
      hashes.add(TreeHash.of("\0".repeat(i + 1)));
    }

    assertThat(hashes).hasSize(7 * text.length());
  }

  @Test
  void textsOfOneChecksumHaveAnother() {
    Random random = new Random(1);
    Map<Long, String> texts = new HashMap<>();
    String text = null;
    String other = null;
    while (other == null) { // some 80,000 times
      text = "a".repeat(300) + random.nextLong();
      CRC32C sum = new CRC32C();
      sum.update(text.getBytes(US_ASCII));
      other = texts.put(sum.getValue(), text);
    }

    assertThat(TreeHash.of(text)).isNotEqualTo(TreeHash.of(other));
  }

  @Test
  void numberIsNoOtherOfTheSameBits() {
    long bits = Double.doubleToLongBits(1.5);

    assertThat(Set.of(TreeHash.of(1.5), TreeHash.of(bits), TreeHash.of(~bits))).hasSize(3);
  }

  @Test
  void treeHasTheHashOfItsPlainValues() throws Exception {
    JsonNode tree = tree("{\"a\":[1,-2,1.50,true,null,\"x\"],\"b\":{\"c\":{}}}");

    assertThat(TreeHash.of(Json.toExact(tree))).isEqualTo(TreeHash.of(tree));
  }

  private static JsonNode tree(String json) throws Exception {
    return Dialect.tree(Dialect.current().trees(10), json);
  }
}
