package org.rarebit.ra.outbound;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Type;
import java.util.concurrent.CompletableFuture;
import org.rarebit.api.MessagingException;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.wire.Json;
import org.rarebit.ra.wire.Reply;

/** What a reply is to the application: a value of the type it asked for, or an exception. */
final class CallResults {

  private CallResults() {}

  static Object of(Reply<JsonNode> reply, Type resultType) throws MessagingException {
    if (reply.failure() != null) {
      throw reply.failure().toException(); // made here, so the stack trace is the caller's
    }
    return resultType == void.class || resultType == Void.class
        ? null
        : Json.convert(reply.result(), resultType);
  }

  /** Completes what the application waits on, with the reply or with the failure instead of one. */
  static void complete(
      CompletableFuture<Object> result,
      OutboundRequest request,
      Type resultType,
      Reply<JsonNode> reply,
      Throwable failure) {
    try {
      if (failure != null) {
        throw Failures.ofCall(request, ((BrokerException) failure).forAnother());
      }
      result.complete(of(reply, resultType));
    } catch (MessagingException | RuntimeException e) {
      result.completeExceptionally(e);
    }
  }
}
