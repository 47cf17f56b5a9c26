package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.rarebit.api.MessageUndeliverableException;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;

class BodyLimitsTest {

  @Test
  void whatIsLargerThanTheLimitIsRejectedAndTheServerGoesOn() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start(adapter -> adapter.setMaxBodyBytes(2000))) {
      fixture.serve();

      castLargeThenSmall(fixture);

      assertHeardOnly(fixture, "small");
    }
  }

  @Test
  void whatIsSmallOnlyWhileCompressedIsRejectedToo() throws Exception {
    try (AdapterFixture fixture =
        AdapterFixture.start(
            adapter -> {
              adapter.setMaxBodyBytes(2000);
              adapter.setCompression("gzip");
            })) {
      fixture.serve();

      castLargeThenSmall(fixture);

      assertHeardOnly(fixture, "small");
    }
  }

  @Test
  void whatIsNestedDeeperThanTheLimitIsRejected() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start(adapter -> adapter.setMaxNesting(5))) {
      fixture.serve();

      List<?> nested = List.of(List.of(List.of(List.of(List.of("deep")))));
      try (RpcConnection connection = fixture.connect()) {
        RpcClient client = connection.client(Target.topic("calculator"));
        client
            .request("log")
            .context(RequestContext.of(Map.of("nested", nested)))
            .arg("line", "deep")
            .cast();
        client.request("log").arg("line", "flat").cast();
      }

      assertHeardOnly(fixture, "flat");
    }
  }

  @Test
  void whatWeSendMayBeLargerThanWhatWeRead() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start(adapter -> adapter.setMaxBodyBytes(1000));
        RpcConnection connection = fixture.connect()) {
      RpcClient client = connection.client(Target.topic("nobody"));

      assertThatThrownBy(() -> client.request("log").arg("line", "x".repeat(2000)).call())
          .isInstanceOf(MessageUndeliverableException.class);
    }
  }

  private static void castLargeThenSmall(AdapterFixture fixture) throws Exception {
    try (RpcConnection connection = fixture.connect()) {
      RpcClient client = connection.client(Target.topic("calculator"));
      client.request("log").arg("line", "x".repeat(2000)).cast();
      client.request("log").arg("line", "small").cast();
    }
  }

  private static void assertHeardOnly(AdapterFixture fixture, String line) throws Exception {
    assertThat(fixture.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo(line);
    assertThat(fixture.desk().heard).isEmpty();
  }
}
