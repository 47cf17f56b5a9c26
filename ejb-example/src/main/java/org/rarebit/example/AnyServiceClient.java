package org.rarebit.example;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.resource.ConnectionFactoryDefinition;
import java.time.Duration;
import java.util.Map;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;

/**
 * Calls and casts without a contract: any method of any service, with arguments by name.
 *
 * <p>Defines the connection factory of the whole application, of the resource adapter that is
 * inside this EAR. An annotation is what every server understands; a descriptor can override it.
 */
@ConnectionFactoryDefinition(
    name = "java:app/rarebit/rpc",
    interfaceName = "org.rarebit.api.RpcConnectionFactory",
    resourceAdapter = "#rarebit",
    minPoolSize = 0,
    maxPoolSize = 50)
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AnyServiceClient {

  @Resource(lookup = "java:app/rarebit/rpc")
  private RpcConnectionFactory rpc;

  /** Calls, and waits for the result at most for the timeout. */
  public Object call(Target target, String method, Map<String, ?> args, Duration timeout) {
    return rpc.client(target).request(method).args(args).timeout(timeout).call();
  }

  /** Sends to one server of the topic, or to all of them if the target is a fanout. */
  public void cast(Target target, String method, Map<String, ?> args) {
    rpc.client(target).request(method).args(args).cast();
  }
}
