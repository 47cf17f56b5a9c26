package org.rarebit.ra.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.rarebit.api.spi.RpcOperation;
import org.rarebit.api.spi.Versions;
import org.rarebit.ra.wire.RemoteFailure;
import org.rarebit.ra.wire.Request;
import org.rarebit.ra.wire.RequestCodec;

/**
 * Which bean of a server a request is for: the first one that has the method in the request's
 * namespace and a compatible version. Immutable.
 *
 * @param <B> a bean, as its server knows it
 * @param bean null if none has it
 * @param operation the bean's; null if none has it
 * @param versionServed whether there is anything in that namespace and version
 * @param offered by all beans
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging rpc/dispatcher.py,
 *     RPCDispatcher.dispatch</a>
 */
record Routing<B>(
    B bean, RpcOperation operation, boolean versionServed, List<List<RpcOperation>> offered) {

  static <B> Routing<B> of(
      Request<JsonNode> request, List<B> beans, Function<B, List<RpcOperation>> operationsOf) {
    boolean versionServed = false;
    for (B bean : beans) {
      for (RpcOperation operation : operationsOf.apply(bean)) {
        if (Objects.equals(operation.namespace(), request.namespace())
            && Versions.isCompatible(operation.version(), request.version())) {
          versionServed = true;
          if (operation.name().equals(request.method()) && request.args().isObject()) {
            return new Routing<>(bean, operation, true, List.of());
          }
        }
      }
    }
    return new Routing<>(null, null, versionServed, beans.stream().map(operationsOf).toList());
  }

  /** What its caller is told if no bean has it: what was wrong, and what there is instead. */
  RemoteFailure refusal(String server, Request<JsonNode> request) {
    String offer = Offer.of(server, request, offered.stream().flatMap(List::stream).toList());
    if (!versionServed) {
      return RemoteFailure.unsupportedVersion(request.version(), request.method()).saying(offer);
    }
    Optional<RemoteFailure> fault = RequestCodec.fault(request);
    return fault.orElseGet(() -> RemoteFailure.noSuchMethod(request.method()).saying(offer));
  }
}
