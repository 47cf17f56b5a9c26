package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rarebit.api.MessagingException;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.testkit.container.EndpointStyle;

/** An operator changes the password of the adapter's user, and the file that holds it. */
class RotatedPasswordTest extends RabbitMqFixture {

  private static final String USER = "rotated";

  @Test
  void beansAndCallersGoOnWithTheNewPassword(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("secret"), "first\n");
    node.control("add_user", USER, "first");
    node.control("set_permissions", USER, ".*", ".*", ".*");
    String url = node.url().replace("guest:guest@", USER + "@");
    AdapterFixture adapter = start(url, one -> one.setPasswordFile(file.toString()));
    RpcActivationSpec spec = adapter.spec("node1");
    spec.setTopic(topic);
    AdapterFixture.Serving serving = adapter.activate(spec, EndpointStyle.STANDARD);
    await(() -> adds(adapter));

    node.control("change_password", USER, "second");
    Files.writeString(file, "second\n");
    node.control("close_all_user_connections", USER, "the operator said so");

    await(() -> adds(adapter));
    adapter.deactivate(serving);
    node.control("delete_user", USER);
  }

  private boolean adds(AdapterFixture adapter) {
    try (RpcConnection connection = adapter.connect()) {
      Object sum =
          connection.client(Target.topic(topic)).request("add").args(Map.of("a", 1, "b", 2)).call();
      assertThat(sum).isEqualTo(3L);
      return true;
    } catch (MessagingException notYet) {
      return false;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
