package org.rarebit.example;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rarebit.api.MessageUndeliverableException;
import org.rarebit.api.MessagingTimeoutException;
import org.rarebit.api.RemoteErrorException;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;
import org.rarebit.api.TypeRef;

/** Ways to use a Python service: results of a type, one server, every server, and what can fail. */
@Stateless
public class ComputeClient {

  private static final Target COMPUTE = Target.topic("compute").version("6.0");

  @Resource(lookup = "java:app/rarebit/rpc")
  private RpcConnectionFactory rpc;

  /** A result that is read as a record; the error of one class is an answer, the others fail. */
  public Optional<Flavor> findFlavor(long id) {
    try (RpcConnection connection = rpc.getConnection()) {
      RpcClient compute = connection.client(COMPUTE).withTimeout(Duration.ofSeconds(5));
      return Optional.of(compute.call("get_flavor", Map.of("id", id), Flavor.class));
    } catch (RemoteErrorException e) {
      if (e.remoteClass().equals("FlavorNotFound")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** A result of a generic type, asked for in a user's name. */
  public List<Flavor> flavors(String userId) {
    try (RpcConnection connection = rpc.getConnection()) {
      return connection
          .client(COMPUTE)
          .withContext(RequestContext.of(Map.of("user_id", userId)))
          .call("list_flavors", Map.of(), new TypeRef<List<Flavor>>() {});
    }
  }

  /** A method that may run twice: it is repeated once where no answer came. */
  public boolean isUp(String server) {
    try (RpcConnection connection = rpc.getConnection()) {
      RpcClient node = connection.client(COMPUTE).server(server).withTimeout(Duration.ofSeconds(2));
      try {
        node.call("ping", Map.of());
      } catch (MessagingTimeoutException e) {
        node.call("ping", Map.of());
      }
      return true;
    } catch (MessageUndeliverableException | MessagingTimeoutException e) {
      return false;
    }
  }

  /** To one server by its name, without waiting for it. */
  public void reboot(String server) {
    try (RpcConnection connection = rpc.getConnection()) {
      connection.client(COMPUTE).server(server).cast("reboot", Map.of("hard", true));
    }
  }

  /** To every server of the topic. */
  public void refreshAll() {
    try (RpcConnection connection = rpc.getConnection()) {
      connection.client(COMPUTE).fanout().cast("refresh", Map.of());
    }
  }
}
