package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import jakarta.resource.ResourceException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.rarebit.api.MessagingException;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;
import org.rarebit.testkit.broker.ConnectionInfo;

/** After a failover RabbitMQ may refuse on old channels, or links, what new ones take. */
class RefusingLinkTest {

  private static final Target CALCULATOR = Target.topic("calculator");

  @Test
  void aLinkThatRefusesWhateverTheChannelIsLeftForAnotherOne() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start()) {
      fixture.serve();
      cast(fixture, "before");
      assertThat(fixture.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("before");
      Set<Integer> before = ports(fixture);
      fixture.broker().faults().refusePublishes();

      Beans.eventually(
          () -> {
            Throwable refusal = catchThrowable(() -> cast(fixture, "refused"));
            assertThat(refusal).isInstanceOf(MessagingException.class);
            return !before.containsAll(ports(fixture));
          });
      fixture.broker().faults().acceptPublishes();

      cast(fixture, "after");
      assertThat(fixture.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("after");
    }
  }

  private static void cast(AdapterFixture fixture, String line) throws ResourceException {
    try (RpcConnection connection = fixture.connect()) {
      connection.client(CALCULATOR).request("log").arg("line", line).cast();
    }
  }

  private static Set<Integer> ports(AdapterFixture fixture) {
    return fixture.broker().connections().stream()
        .map(ConnectionInfo::clientPort)
        .collect(Collectors.toSet());
  }
}
