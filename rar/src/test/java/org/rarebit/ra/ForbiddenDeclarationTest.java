package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;
import org.rarebit.ra.inbound.NotificationActivationSpec;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.testkit.container.EndpointStyle;

/** An operator has made exchanges and queues, and the adapter's user may make none. */
class ForbiddenDeclarationTest extends RabbitMqFixture {

  private static final String USER = "clerk";

  /** Those of one process alone, which nobody can make for it. */
  private static final String OWN_QUEUES = "^(reply_|.*_fanout)";

  @Test
  void whatExistsIsUsed() throws Exception {
    use(start(node.url(), adapter -> {})); // makes everything, as an operator would
    node.control("add_user", USER, "secret");
    node.control("set_permissions", USER, OWN_QUEUES, ".*", ".*");
    String url = node.url().replace("guest:guest@", USER + ":secret@");

    try (LoggedLines lines = LoggedLines.of("org.rarebit.ra.broker")) {
      use(start(url, adapter -> {}));

      assertThat(lines.warnings())
          .anySatisfy(
              line ->
                  assertThat(line)
                      .contains("Queue \"" + topic + "\" is used as it is, since we may not"));
    } finally {
      node.control("delete_user", USER);
    }
  }

  /** A call, a cast, a notification, all of which are heard. */
  private void use(AdapterFixture adapter) throws Exception {
    RpcActivationSpec spec = adapter.spec("node1");
    spec.setTopic(topic);
    AdapterFixture.Serving serving = adapter.activate(spec, EndpointStyle.STANDARD);
    NotificationActivationSpec notifications = HearingFixture.spec("info");
    notifications.setTopics(topic + "-events");
    Hearing hearing = Hearing.start(adapter, notifications);
    await(() -> consumers(topic) == 1 && consumers(topic + "-events.info") == 1);

    try (RpcConnection connection = adapter.connect()) {
      Target target = Target.topic(topic);
      assertThat(connection.client(target).request("add").arg("a", 1).arg("b", 2).call())
          .isEqualTo(3L);
      connection.client(target).request("log").arg("line", "heard").cast();
      connection
          .notifier("operator")
          .withTopics(topic + "-events")
          .info("something.happened", Map.of());
    }
    assertThat(adapter.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("heard");
    assertThat(hearing.desk().next()).isNotNull();
    adapter.deactivate(serving);
    hearing.stop(adapter);
  }

  private long consumers(String queue) throws Exception {
    try (Channel looking = admin.createChannel()) {
      return looking.consumerCount(queue);
    } catch (IOException notThere) {
      return 0;
    }
  }
}
