package org.rarebit.ra.outbound;

import java.lang.reflect.Type;
import java.util.concurrent.CompletableFuture;
import org.rarebit.ra.client.OutboundNotification;
import org.rarebit.ra.client.OutboundRequest;

/** What carries what clients and notifiers send: one connection, or another one for each. */
interface Calls {

  Object call(OutboundRequest request, Type resultType);

  CompletableFuture<Object> callAsync(OutboundRequest request, Type resultType);

  void cast(OutboundRequest request);

  void send(OutboundNotification notification);
}
