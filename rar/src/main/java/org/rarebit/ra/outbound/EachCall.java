package org.rarebit.ra.outbound;

import java.io.Serializable;
import java.lang.reflect.Type;
import java.util.concurrent.CompletableFuture;
import org.rarebit.ra.client.OutboundNotification;
import org.rarebit.ra.client.OutboundRequest;

/**
 * Takes a connection from the container's pool for each call, on the caller's thread and so in its
 * transaction, and gives it back. Immutable.
 */
record EachCall(PooledConnectionFactory factory) implements Calls, Serializable {

  @Override
  public Object call(OutboundRequest request, Type resultType) {
    try (ConnectionHandle connection = factory.take()) {
      return connection.call(request, resultType);
    }
  }

  /** The call does not depend on the connection, which is given back while it waits. */
  @Override
  public CompletableFuture<Object> callAsync(OutboundRequest request, Type resultType) {
    try (ConnectionHandle connection = factory.take()) {
      return connection.callAsync(request, resultType);
    }
  }

  @Override
  public void cast(OutboundRequest request) {
    try (ConnectionHandle connection = factory.take()) {
      connection.cast(request);
    }
  }

  @Override
  public void send(OutboundNotification notification) {
    try (ConnectionHandle connection = factory.take()) {
      connection.send(notification);
    }
  }
}
