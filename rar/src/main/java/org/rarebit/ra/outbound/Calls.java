package org.rarebit.ra.outbound;

import java.lang.reflect.Type;
import java.util.concurrent.CompletableFuture;
import org.rarebit.ra.client.OutboundNotification;
import org.rarebit.ra.client.OutboundRequest;

/**
 * What carries what clients and notifiers send: one connection, or another one for each. What each
 * method throws, and does, is what {@link org.rarebit.api.RpcRequest} and {@link
 * org.rarebit.api.Notifier} promise. Thread-safe.
 */
public interface Calls {

  /**
   * Calls and waits for the answer.
   *
   * @param request what
   * @param resultType of which type
   * @return what the method returned
   */
  Object call(OutboundRequest request, Type resultType);

  /**
   * Calls and does not wait for the answer.
   *
   * @param request what
   * @param resultType of which type
   * @return if it is completed by somebody else, cancelled for example, the call ends
   */
  CompletableFuture<Object> callAsync(OutboundRequest request, Type resultType);

  /**
   * Casts, to one server or to all.
   *
   * @param request what
   */
  void cast(OutboundRequest request);

  /**
   * Sends a notification.
   *
   * @param notification what
   */
  void send(OutboundNotification notification);
}
