package org.rarebit.ra.outbound;

import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.rarebit.api.CallOptions;
import org.rarebit.api.CurrentRequest;
import org.rarebit.api.MayHaveRun;
import org.rarebit.api.MessagingException;
import org.rarebit.api.MessagingInterruptedException;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcContext;
import org.rarebit.api.RpcInvocation;
import org.rarebit.api.RpcInvocation.Kind;
import org.rarebit.api.RpcInvocation.Side;
import org.rarebit.api.Target;
import org.rarebit.ra.client.OutboundNotification;
import org.rarebit.ra.wire.Ids;

/**
 * Sends through interceptors. What blocks without them blocks the same thread with them; another
 * thread on which an interceptor goes on is not blocked by a call.
 */
final class Intercepted {

  private Intercepted() {}

  static Object call(TargetClient client, String method, Map<String, ?> args, Type resultType) {
    Thread caller = Thread.currentThread();
    RpcContext served = RpcContext.current().orElse(null);
    CompletableFuture<Object> ended = new CompletableFuture<>();
    CompletionStage<Object> result =
        client
            .interceptors()
            .around(
                invocation(Kind.CALL, client, method, args),
                asked -> {
                  TargetClient asAsked = client.asAsked(asked);
                  return Thread.currentThread() == caller
                      ? now(() -> asAsked.callAs(asked.method(), asked.args(), resultType))
                      : attempt(asAsked, asked, resultType, ended, served);
                });
    try {
      return await(result, method);
    } finally {
      ended.complete(null);
    }
  }

  static CompletableFuture<Object> callAsync(
      TargetClient client, String method, Map<String, ?> args, Type resultType) {
    CompletableFuture<Object> result = new CompletableFuture<>();
    RpcContext served = RpcContext.current().orElse(null);
    var unused =
        client
            .interceptors()
            .around(
                invocation(Kind.CALL, client, method, args),
                asked -> attempt(client.asAsked(asked), asked, resultType, result, served))
            .whenComplete(
                (value, failure) -> {
                  if (failure == null) {
                    result.complete(value);
                  } else {
                    result.completeExceptionally(unchecked(failure, method));
                  }
                });
    return result;
  }

  /**
   * One attempt at a call; over when the caller wants no result any more. The deadline of what the
   * caller serves counts on whatever thread an interceptor goes on.
   */
  private static CompletableFuture<Object> attempt(
      TargetClient client,
      RpcInvocation asked,
      Type resultType,
      CompletableFuture<Object> ended,
      RpcContext served) {
    if (ended.isDone()) {
      return CompletableFuture.failedFuture(
          new CancellationException("The caller of \"" + asked.method() + "\" has given up."));
    }
    CompletableFuture<Object> attempt;
    RpcContext own = CurrentRequest.set(served);
    try {
      attempt = client.callAsyncAs(asked.method(), asked.args(), resultType);
    } finally {
      CurrentRequest.set(own);
    }
    var unused = ended.whenComplete((value, failure) -> attempt.cancel(false));
    return attempt;
  }

  static void cast(TargetClient client, String method, Map<String, ?> args) {
    Kind kind = client.target().fanout() ? Kind.FANOUT : Kind.CAST;
    CompletionStage<Object> result =
        client
            .interceptors()
            .around(
                invocation(kind, client, method, args),
                asked ->
                    now(
                        () -> {
                          client.asAsked(asked).castAs(asked.method(), asked.args());
                          return null;
                        }));
    Object unused = await(result, method);
  }

  private static RpcInvocation invocation(
      Kind kind, TargetClient client, String method, Map<String, ?> args) {
    ClientOptions sending = client.sendingOptions();
    CallOptions options =
        CallOptions.timeout(sending.timeout())
            .withCallMonitor(sending.monitor())
            .withContext(sending.sentContext())
            .withUniqueId(sending.uniqueId() == null ? Ids.next() : sending.uniqueId());
    if (sending.versionCap() != null) {
      options = options.withVersionCap(sending.versionCap());
    }
    options = options.withHeaders(sending.said().headers());
    return RpcInvocation.of(Side.SENDING, kind, client.target(), method, args, options);
  }

  /** The context is what goes out, before anything is kept from listeners. */
  static void send(
      ConnectionNotifier notifier, OutboundNotification notification, RequestContext context) {
    NotificationOptions sending = notifier.options();
    Map<String, Object> args = new HashMap<>(); // has nulls
    args.put(RpcInvocation.PRIORITY, notification.priority());
    args.put(RpcInvocation.PUBLISHER_ID, notification.publisherId());
    args.put(RpcInvocation.PAYLOAD, notification.payload());
    CallOptions options =
        CallOptions.timeout(sending.timeout())
            .withContext(context)
            .withUniqueId(notification.messageId())
            .withHeaders(sending.headers());
    CompletionStage<Object> result =
        notifier
            .interceptors()
            .around(
                RpcInvocation.of(
                    Side.SENDING,
                    Kind.NOTIFICATION,
                    Target.topic(sending.topics().get(0)),
                    notification.eventType(),
                    args,
                    options),
                asked ->
                    now(
                        () -> {
                          notifier.sendAsAsked(notification, asked);
                          return null;
                        }));
    Object unused = await(result, notification.eventType());
  }

  private static CompletableFuture<Object> now(Supplier<Object> sending) {
    try {
      return CompletableFuture.completedFuture(sending.get());
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Done already, unless an interceptor goes on elsewhere. */
  private static Object await(CompletionStage<Object> result, String method) {
    try {
      return result.toCompletableFuture().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MessagingInterruptedException(
          "The thread was interrupted while it waited for an interceptor of \"" + method + "\".",
          MayHaveRun.UNKNOWN,
          e);
    } catch (ExecutionException e) {
      Throwable failure = unchecked(e.getCause(), method);
      if (failure instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) failure;
    }
  }

  /** What the interceptor, or what it is around, threw. */
  private static Throwable unchecked(Throwable failure, String method) {
    Throwable meant = failure;
    while (meant instanceof CompletionException && meant.getCause() != null) {
      meant = meant.getCause();
    }
    return meant instanceof RuntimeException || meant instanceof Error
        ? meant
        : new MessagingException(
            "An interceptor of \"" + method + "\" failed: " + meant, MayHaveRun.UNKNOWN, meant);
  }
}
