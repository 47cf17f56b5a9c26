package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.annotation.Nullable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcContract;
import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;
import org.rarebit.api.Target;
import org.rarebit.ra.inbound.RpcActivationSpec;

/** What a contract's types become on the way there and back, and how beans share a topic. */
class TypedContractTest {

  public enum Size {
    SMALL,
    LARGE
  }

  public record Flavor(String name, Size size, Optional<String> note, List<Integer> tags) {}

  @RpcContract(namespace = "types", version = "1.1")
  public interface Types {
    Flavor flavor(Flavor flavor);

    List<Flavor> flavors(List<Flavor> flavors);

    Map<String, List<BigInteger>> numbers(Map<String, List<BigInteger>> numbers);

    BigDecimal decimal(BigDecimal value);

    byte[] bytes(byte[] value);

    LocalDateTime moment(LocalDateTime value);

    Instant instant(Instant value);

    LocalDate date(LocalDate value);

    Duration duration(Duration value);

    double number(double value);

    CompletionStage<List<Size>> sizes();

    String orElse(@Nullable String value, Optional<Integer> count);

    int length(int[] values);
  }

  /** Echoes. */
  public static class TypesBean implements RpcListener, Types {
    @Override
    public Flavor flavor(Flavor flavor) {
      return flavor;
    }

    @Override
    public List<Flavor> flavors(List<Flavor> flavors) {
      return flavors;
    }

    @Override
    public Map<String, List<BigInteger>> numbers(Map<String, List<BigInteger>> numbers) {
      return numbers;
    }

    @Override
    public BigDecimal decimal(BigDecimal value) {
      return value;
    }

    @Override
    public byte[] bytes(byte[] value) {
      return value;
    }

    @Override
    public LocalDateTime moment(LocalDateTime value) {
      return value;
    }

    @Override
    public Instant instant(Instant value) {
      return value;
    }

    @Override
    public LocalDate date(LocalDate value) {
      return value;
    }

    @Override
    public Duration duration(Duration value) {
      return value;
    }

    @Override
    public double number(double value) {
      return value;
    }

    @Override
    public CompletionStage<List<Size>> sizes() {
      return CompletableFuture.completedStage(List.of(Size.values()));
    }

    @Override
    public String orElse(String value, Optional<Integer> count) {
      return value + " " + count.orElse(0);
    }

    @Override
    public int length(int[] values) {
      return values.length;
    }
  }

  /** Another interface of the same topic. */
  public static class ControlBean implements RpcListener {
    @RpcMethod(value = "where", namespace = "control", version = "2.3")
    public String whereAmI() {
      return "here";
    }

    /** Not remote. */
    public String secret() {
      return "secret";
    }
  }

  private AdapterFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = AdapterFixture.start();
    activate(TypesBean.class, TypesBean::new);
    activate(ControlBean.class, ControlBean::new);
    fixture.awaitConsumers("types", 1);
  }

  private <B> void activate(Class<B> bean, Supplier<B> maker) throws Exception {
    RpcActivationSpec spec = new RpcActivationSpec();
    spec.setTopic("types");
    spec.setServer("node1");
    fixture.container().activate(spec, fixture.container().endpoints(bean, maker));
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void typesSurviveTheRoundTrip() throws Exception {
    try (RpcConnection connection = fixture.connect()) {
      Types types = connection.proxy(Types.class, Target.topic("types"));
      Flavor flavor = new Flavor("m1", Size.LARGE, Optional.of("ü"), List.of(1, 2));
      Flavor plain = new Flavor("m2", Size.SMALL, Optional.empty(), List.of());

      assertThat(types.flavor(flavor)).isEqualTo(flavor);
      assertThat(types.flavors(List.of(flavor, plain))).containsExactly(flavor, plain);
      BigInteger big = new BigInteger("123456789012345678901234567890");
      assertThat(types.numbers(Map.of("big", List.of(big, BigInteger.ONE))))
          .isEqualTo(Map.of("big", List.of(big, BigInteger.ONE)));
      assertThat(types.decimal(new BigDecimal("2.5"))).isEqualByComparingTo("2.5");
      byte[] bytes = "bytes\0\u00ff".getBytes(StandardCharsets.ISO_8859_1);
      assertThat(types.bytes(bytes)).isEqualTo(bytes);
      LocalDateTime moment = LocalDateTime.of(2026, 1, 2, 3, 4, 5, 678_900_000);
      assertThat(types.moment(moment)).isEqualTo(moment);
      Instant instant = Instant.parse("2026-01-02T03:04:05.678900Z");
      assertThat(types.instant(instant)).isEqualTo(instant);
      assertThat(types.date(LocalDate.of(2026, 1, 2))).isEqualTo("2026-01-02");
      assertThat(types.duration(Duration.ofMillis(1500))).isEqualTo(Duration.ofMillis(1500));
      assertThat(types.number(Double.NaN)).isNaN();
      assertThat(types.number(Double.NEGATIVE_INFINITY)).isEqualTo(Double.NEGATIVE_INFINITY);
      assertThat(types.sizes().toCompletableFuture().join()).containsExactly(Size.values());
      assertThat(types.length(new int[] {1, 2, 3})).isEqualTo(3);
    }
  }

  @Test
  void optionalAndNullableArgumentsMayBeMissing() throws Exception {
    try (RpcConnection connection = fixture.connect()) {
      RpcClient client = connection.client(Target.topic("types").namespace("types"));
      assertThat(client.request("orElse").call()).isEqualTo("null 0");
      assertThat(client.request("orElse").arg("value", "v").arg("count", 2).call())
          .isEqualTo("v 2");
      assertThatThrownBy(() -> client.request("length").call())
          .hasMessageContaining("missing argument 'values'");
    }
  }

  @Test
  void beansOfOneTopicAreOneServerWithAnEndpointEach() throws Exception {
    try (RpcConnection connection = fixture.connect()) {
      RpcClient client = connection.client(Target.topic("types"));
      for (int i = 0;
          i < 10;
          i++) { // were they two servers, the broker would deal some to the wrong one
        assertThat(
                connection
                    .client(client.target().namespace("control").version("2.1"))
                    .request("where")
                    .call())
            .isEqualTo("here");
        assertThat(
                connection
                    .client(client.target().namespace("types"))
                    .request("number")
                    .arg("value", 1.5)
                    .call())
            .isEqualTo(1.5);
      }
      assertThatThrownBy(
              () ->
                  connection
                      .client(client.target().namespace("control").version("2.4"))
                      .request("where")
                      .call())
          .hasMessageContaining("UnsupportedVersion");
      assertThatThrownBy(
              () ->
                  connection
                      .client(client.target().namespace("control").version("2.0"))
                      .request("secret")
                      .call())
          .hasMessageContaining("NoSuchMethod");
      assertThat(fixture.broker().consumerCount("types")).isEqualTo(1);
    }
  }

  @Test
  void anArgumentOfTheWrongTypeSaysWhatWasExpected() throws Exception {
    try (RpcConnection connection = fixture.connect()) {
      RpcClient client = connection.client(Target.topic("types").namespace("types"));
      assertThatThrownBy(
              () ->
                  client
                      .request("flavor")
                      .arg("flavor", Map.of("name", "x", "size", "HUGE"))
                      .call())
          .hasMessageContaining("TypeError")
          .hasMessageContaining("argument 'flavor'");
    }
  }
}
