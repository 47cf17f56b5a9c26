package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.CallOptions;
import org.rarebit.api.RemoteErrorException;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcClient;
import org.rarebit.api.Target;
import org.rarebit.ra.inbound.ActivationMXBean;
import org.rarebit.ra.inbound.NotificationActivationSpec;

/** Whatever becomes of a message: no value of it is in the log at any level, nor in JMX. */
class NoValuesTest extends HearingFixture {

  private static final String SECRET = "t0p-s3cret";
  private static final Target CALCULATOR = Target.topic("calculator");
  private static final AMQP.BasicProperties JSON =
      new AMQP.BasicProperties.Builder().contentType("application/json").build();

  private final Logger logger = Logger.getLogger("org.rarebit");
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Handler handler = new Lines();

  /** Keeps each line, with the stack traces. */
  private final class Lines extends Handler {
    @Override
    public void publish(LogRecord line) {
      StringWriter text = new StringWriter();
      text.append(new SimpleFormatter().formatMessage(line));
      if (line.getThrown() != null) {
        line.getThrown().printStackTrace(new PrintWriter(text, true));
      }
      lines.add(text.toString());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @BeforeEach
  void listen() {
    handler.setLevel(Level.ALL);
    logger.setLevel(Level.ALL);
    logger.addHandler(handler);
  }

  @AfterEach
  void listenNoMore() {
    logger.removeHandler(handler);
    logger.setLevel(null);
  }

  @Test
  void noValueIsLoggedOrShown() throws Exception {
    fixture.serve();
    NotificationActivationSpec spec = spec("info");
    spec.setDeadLetterQueue("dead");
    hear(spec, "notifications.info");
    RpcClient client =
        fixture
            .factory()
            .client(CALCULATOR)
            .with(
                CallOptions.none()
                    .withContext(RequestContext.of(Map.of("auth_token", SECRET)))
                    .withHeader("token", SECRET));

    assertThat(client.request("greet").arg("name", SECRET).call()).isEqualTo("Hello " + SECRET);
    assertThatThrownBy(() -> client.request("add").arg("a", SECRET).arg("b", 1).call())
        .isInstanceOf(RemoteErrorException.class);
    assertThatThrownBy(() -> client.request("nope").arg("a", SECRET).call())
        .isInstanceOf(RemoteErrorException.class);
    client.request("add").arg("a", SECRET).arg("b", 1).cast();
    client.request("nope").arg("a", SECRET).cast();
    notifier.info("created", Map.of(SECRET, SECRET));
    publish(
        "calculator", "{\"method\": \"log\", \"args\": {\"line\": \"" + SECRET + "\" " + SECRET);
    publish("calculator", SECRET);
    for (int i = 0; i < 2; i++) {
      publish(
          "calculator",
          "{\"method\": \"log\", \"args\": {\"line\": \"" + SECRET + "\"}, \"_unique_id\": \"u\"}");
    }
    publish("notifications.info", SECRET);
    publish("notifications.info", "{\"payload\": \"" + SECRET + "\"}");
    awaitCounts(Beans.activation(CalculatorBean.class));
    awaitSettled("calculator");
    awaitSettled("notifications.info");

    assertThat(lines)
        .as("there is something to read")
        .hasSizeGreaterThan(20)
        .anyMatch(line -> line.contains("is rejected: The body is not JSON"))
        .anyMatch(line -> line.contains("is dead (MALFORMED"))
        .anyMatch(line -> line.contains("is dropped"));
    assertThat(lines).noneMatch(line -> line.contains(SECRET));
    assertThat(shown()).hasSizeGreaterThan(50).noneMatch(each -> each.contains(SECRET));
  }

  private static void awaitCounts(ActivationMXBean shown) {
    Beans.eventually(
        () ->
            shown.getRejected() == 2
                && shown.getDuplicates() == 1
                && shown.getRefused() == 2
                && shown.getFailed() == 2);
  }

  private void publish(String queue, String body) throws Exception {
    try (Connection admin = fixture.admin();
        Channel channel = admin.createChannel()) {
      channel.basicPublish("", queue, JSON, body.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static List<String> shown() throws Exception {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    List<String> shown = new CopyOnWriteArrayList<>();
    for (ObjectName bean : server.queryNames(new ObjectName("org.rarebit:*"), null)) {
      for (MBeanAttributeInfo attribute : server.getMBeanInfo(bean).getAttributes()) {
        shown.add(
            bean
                + " "
                + attribute.getName()
                + " "
                + server.getAttribute(bean, attribute.getName()));
      }
    }
    return shown;
  }
}
