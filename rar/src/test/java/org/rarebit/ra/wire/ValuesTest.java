package org.rarebit.ra.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.rarebit.api.EncodingException;
import org.rarebit.api.Name;
import org.rarebit.api.Naming;
import org.rarebit.api.Nulls;
import org.rarebit.api.RpcContract;
import org.rarebit.api.ValueMapper;
import org.rarebit.api.spi.ContractOperations;
import org.rarebit.api.spi.RpcOperation;

/** What the rules of a contract do to its values. */
class ValuesTest {

  /** OpenStack's envelope around a versioned object. */
  record Versioned<T>(
      @Name("nova_object.name") String name,
      @Name("nova_object.namespace") String namespace,
      @Name("nova_object.version") String version,
      @Name("nova_object.data") T data,
      @Name("nova_object.changes") List<String> changes) {}

  record Flavor(Long id, String name, Integer memoryMb, Optional<Boolean> isPublic) {}

  @RpcContract(names = Naming.SNAKE_CASE, nulls = Nulls.OMIT)
  interface Conductor {
    Versioned<Flavor> save(Versioned<Flavor> flavor, Map<String, Object> hints);
  }

  /** As nova-conductor writes one. */
  private static final String RECORDED =
      "{\"nova_object.name\":\"Flavor\",\"nova_object.namespace\":\"nova\","
          + "\"nova_object.version\":\"1.2\",\"nova_object.data\":"
          + "{\"id\":1,\"name\":\"m1.tiny\",\"memory_mb\":512,\"is_public\":true}}";

  @Test
  void aVersionedObjectIsReadAndWrittenAsItCame() {
    RpcOperation save = only(Conductor.class);
    JsonNode recorded = Captures.parse(RECORDED);

    Object read = Json.convert(recorded, Values.incoming(save, null, save.result()));

    assertThat(read)
        .isEqualTo(
            new Versioned<>(
                "Flavor", "nova", "1.2", new Flavor(1L, "m1.tiny", 512, Optional.of(true)), null));
    assertThat(text(Values.outgoing(save, "flavor", read)))
        .as("no nova_object.changes, at which nova fails")
        .isEqualTo(RECORDED);
  }

  @Test
  void nullsOfMapsAreDataAndStay() {
    Map<String, Object> hints = new java.util.LinkedHashMap<>();
    hints.put("someKey", null);
    hints.put("flavor", new Flavor(null, null, 5, Optional.empty()));

    assertThat(text(Values.outgoing(only(Conductor.class), "hints", hints)))
        .isEqualTo("{\"someKey\":null,\"flavor\":{\"memory_mb\":5}}");
  }

  /** Fails at what it does not like. */
  static final class Picky implements ValueMapper {
    @Override
    public Object toWire(Object value, Place place) {
      if (value == null) {
        throw new IllegalStateException("null for " + place.method() + " " + place.argument());
      }
      assertThat(value).isEqualTo(Map.of("price", new BigDecimal("1.10"), "count", 3L));
      return List.of(value);
    }

    @Override
    public Object fromWire(Object value, Place place) {
      return ((List<?>) value).get(0);
    }
  }

  record Offer(BigDecimal price, int count) {}

  @RpcContract(values = Picky.class)
  interface Shop {
    Offer ask(Offer offer);
  }

  @Test
  void aMapperSeesJsonWithItsDigits() {
    RpcOperation ask = only(Shop.class);
    Offer offer = new Offer(new BigDecimal("1.10"), 3);
    Object outgoing = Values.outgoing(ask, "offer", offer);

    assertThat(text(outgoing)).isEqualTo("[{\"price\":1.10,\"count\":3}]");
    assertThat(Json.convert(Json.tree(outgoing), Values.incoming(ask, null, ask.result())))
        .isEqualTo(offer);
  }

  @Test
  void whatAMapperThrowsIsSaid() {
    RpcOperation ask = only(Shop.class);

    assertThatThrownBy(() -> Json.bytes(Values.outgoing(ask, "offer", null)))
        .isInstanceOf(EncodingException.class)
        .hasMessageContaining("null for ask offer");
    assertThatThrownBy(
            () -> Json.convert(Captures.parse("{}"), Values.incoming(ask, "offer", ask.result())))
        .isInstanceOf(EncodingException.class)
        .hasMessageContaining("Picky threw java.lang.ClassCastException");
  }

  @Test
  void numbersKeepWhatWasSent() throws java.io.IOException {
    String sent = "[1.10,-0.0,1E+3,12345678901234567.89,NaN]";

    JsonNode tree = Dialect.current().trees(10).readTree(sent);

    assertThat(text(tree)).isEqualTo(sent);
    assertThat(Json.toNative(tree))
        .isEqualTo(List.of(1.1, -0.0, 1e3, 12345678901234568.0, Double.NaN));
    JsonNode huge = Dialect.current().trees(10).readTree("1e99999999999");
    assertThat(Json.toNative(huge)).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void namesAreMadeOfWords() {
    assertThat(List.of("showStack", "ramMB", "HTTPServer", "ram_mb", "a", "URL", "vcpu2Count"))
        .extracting(Naming.SNAKE_CASE::of)
        .containsExactly(
            "show_stack", "ram_mb", "http_server", "ram_mb", "a", "url", "vcpu2_count");
  }

  private static RpcOperation only(Class<?> contract) {
    return ContractOperations.of(contract).values().iterator().next();
  }

  private static String text(Object value) {
    return new String(Json.bytes(value), StandardCharsets.US_ASCII);
  }
}
