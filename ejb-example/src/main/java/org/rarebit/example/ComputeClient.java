package org.rarebit.example;

import jakarta.annotation.PostConstruct;
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
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.RpcRequest;
import org.rarebit.api.Target;
import org.rarebit.api.TypeRef;

/** Ways to use a Python service: results of a type, one server, every server, and what can fail. */
@Stateless
public class ComputeClient {

  @Resource(lookup = "java:app/rarebit/rpc")
  private RpcConnectionFactory rpc;

  private RpcClient compute;

  @PostConstruct
  void init() {
    compute = rpc.client(Target.topic("compute").version("6.0"));
  }

  /** A result that is read as a record; the error of one class is an answer, the others fail. */
  public Optional<Flavor> findFlavor(long id) {
    try {
      return Optional.of(
          compute
              .request("get_flavor")
              .arg("id", id)
              .timeout(Duration.ofSeconds(5))
              .call(Flavor.class));
    } catch (RemoteErrorException e) {
      if (e.remoteClass().equals("FlavorNotFound")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** A result of a generic type, asked for in a user's name. */
  public List<Flavor> flavors(String userId) {
    return compute
        .request("list_flavors")
        .context(RequestContext.of(Map.of("user_id", userId)))
        .call(new TypeRef<List<Flavor>>() {});
  }

  /** A method that may run twice: it is repeated once where no answer came. */
  public boolean isUp(String server) {
    RpcRequest ping = compute.request("ping").server(server).timeout(Duration.ofSeconds(2));
    try {
      try {
        ping.call();
      } catch (MessagingTimeoutException e) {
        ping.call();
      }
      return true;
    } catch (MessageUndeliverableException | MessagingTimeoutException e) {
      return false;
    }
  }

  /** To one server by its name, without waiting for it. */
  public void reboot(String server) {
    compute.request("reboot").arg("hard", true).server(server).cast();
  }

  /** To every server of the topic. */
  public void refreshAll() {
    compute.request("refresh").fanout();
  }
}
