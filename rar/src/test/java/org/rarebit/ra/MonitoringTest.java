package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;
import org.rarebit.ra.inbound.ActivationMXBean;
import org.rarebit.testkit.container.EndpointStyle;

class MonitoringTest {

  private static final AMQP.BasicProperties JSON =
      new AMQP.BasicProperties.Builder().contentType("application/json").build();

  private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

  private Set<ObjectName> activations() throws Exception {
    return beans.queryNames(new ObjectName("org.rarebit:type=Activation,*"), null);
  }

  /** JMX tells nobody of a change, so this looks again and again. */
  private static void eventually(BooleanSupplier condition) {
    long end = System.nanoTime() + AdapterFixture.PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void anActivationShowsWhatItDoes() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start()) {
      fixture.serve();
      ActivationMXBean shown =
          JMX.newMXBeanProxy(beans, activations().iterator().next(), ActivationMXBean.class);
      eventually(() -> shown.getState().equals("ACTIVE"));
      assertThat(shown.getBean()).isEqualTo(CalculatorBean.class.getName());
      assertThat(shown.getServer()).isEqualTo("calculator@node1");

      try (RpcConnection connection = fixture.connect();
          Connection admin = fixture.admin();
          Channel channel = admin.createChannel()) {
        RpcClient client = connection.client(Target.topic("calculator"));
        client.request("add").arg("a", 1).arg("b", 2).call();
        assertThatThrownBy(() -> client.request("fail").arg("text", "why").call());
        assertThatThrownBy(() -> client.request("nope").call());
        channel.basicPublish("", "calculator", JSON, "junk".getBytes(StandardCharsets.UTF_8));
        byte[] twice =
            "{\"method\": \"log\", \"args\": {\"line\": \"x\"}, \"_unique_id\": \"u\"}"
                .getBytes(StandardCharsets.UTF_8);
        channel.basicPublish("", "calculator", JSON, twice);
        channel.basicPublish("", "calculator", JSON, twice);
        var blocking = client.request("block").callAsync().toCompletableFuture();
        assertThat(fixture.desk().entered.await(30, TimeUnit.SECONDS)).isTrue();
        long enteredNanos = System.nanoTime();
        assertThat(
                fixture
                    .broker()
                    .await(
                        AdapterFixture.PATIENCE,
                        b ->
                            b.unackedCount("calculator") == 0 && b.messageCount("calculator") == 0))
            .isTrue();

        eventually(() -> shown.getInFlight() == 1);
        assertThat(shown.getWaiting()).isZero();
        double leastMillis = (System.nanoTime() - enteredNanos) / 1e6;
        fixture.desk().mayLeave.countDown();
        blocking.get(30, TimeUnit.SECONDS);
        eventually(() -> shown.getMethodMillisMax() >= leastMillis);
      }

      eventually(() -> shown.getServed() == 3);
      eventually(() -> shown.getRejected() == 1); // on other threads than what was served
      eventually(() -> shown.getDuplicates() == 1);
      assertThat(shown.getRefused()).isEqualTo(1);
      assertThat(shown.getFailed()).isEqualTo(1);
      assertThat(shown.getLastError()).contains("IllegalStateException", "why");
      assertThat(shown.getMethodSeconds()).containsEntry("+Inf", 4L); // add, fail, log once, block
      assertThat(shown.getMethodMillis50()).isBetween(0.001, shown.getMethodMillis95());
      assertThat(shown.getMethodMillis99())
          .isBetween(shown.getMethodMillis95(), shown.getMethodMillisMax());
      assertThat(shown.getMethodMillisTotal()).isGreaterThan(shown.getMethodMillisMax());
    }
  }

  @Test
  void activationsThatAreEqualDoNotClashAndGoWithTheirBeans() throws Exception {
    try (AdapterFixture one = AdapterFixture.start();
        AdapterFixture other = AdapterFixture.start()) {
      one.serve();
      AdapterFixture.Serving second = one.activate(one.spec("node1"), EndpointStyle.STANDARD);
      other.serve();
      assertThat(activations()).hasSize(3);

      one.deactivate(second);

      assertThat(activations()).hasSize(2);
    }
    assertThat(activations()).isEmpty();
  }

  @Test
  void anActivationWithoutABrokerIsConnecting() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.startWithBrokerDown()) {
      fixture.activate(fixture.spec("node1"), EndpointStyle.STANDARD);
      ActivationMXBean shown =
          JMX.newMXBeanProxy(beans, activations().iterator().next(), ActivationMXBean.class);

      assertThat(shown.getState()).isEqualTo("CONNECTING");
    }
  }
}
