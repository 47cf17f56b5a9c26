package org.rarebit.ra.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.rarebit.api.EncodingException;
import org.rarebit.api.RpcContext;
import org.rarebit.api.Target;
import org.rarebit.api.spi.RpcOperation;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.wire.Body;
import org.rarebit.ra.wire.Limits;
import org.rarebit.ra.wire.MalformedMessageException;
import org.rarebit.ra.wire.RemoteFailure;
import org.rarebit.ra.wire.Reply;
import org.rarebit.ra.wire.ReplyCodec;
import org.rarebit.ra.wire.Request;
import org.rarebit.ra.wire.RequestCodec;
import org.rarebit.ra.wire.Values;

/**
 * A server without a broker, for tests in memory: from the body of a request to that of its reply,
 * by the rules of {@link RpcServer}. It runs methods on the threads that bring requests.
 * Thread-safe.
 */
public final class LocalServer {

  private static final System.Logger LOG = System.getLogger(LocalServer.class.getName());

  /**
   * What became of a request.
   *
   * @param reply the body of the reply; null for a cast
   * @param failure why it failed; null if it did not
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Answer(byte[] reply, Throwable failure) {}

  private record Served(List<RpcOperation> operations, Bean bean) {}

  private final Target target;
  private final String name;
  private final Limits limits;
  private final List<Served> beans = new CopyOnWriteArrayList<>();

  /**
   * A server that has no beans yet.
   *
   * @param target its topic, exchange and server
   * @param limits of what it reads
   */
  public LocalServer(Target target, Limits limits) {
    this.target = target;
    this.name = target.topic() + "@" + target.server();
    this.limits = limits;
  }

  /**
   * Serves one bean more.
   *
   * @param operations what it serves
   * @param bean the bean
   */
  public void add(List<RpcOperation> operations, Bean bean) {
    beans.add(new Served(List.copyOf(operations), bean));
  }

  /**
   * Runs the method that a request is for. Blocks while it runs.
   *
   * @param body the request's
   * @param expiry when its caller gives up; null for a cast
   * @param headers that it brings along
   * @return completes when the method has ended, never exceptionally
   * @throws MalformedMessageException if it cannot be read: a server rejects it, and answers
   *     nothing
   */
  public CompletionStage<Answer> serve(byte[] body, Deadline expiry, Map<String, String> headers)
      throws MalformedMessageException {
    Request<JsonNode> request =
        RequestCodec.decode(new Body(body, Body.CONTENT_TYPE, null), limits);
    Routing<Served> routing = Routing.of(request, beans, Served::operations);
    if (routing.bean() == null) {
      RemoteFailure refusal = routing.refusal(name, request);
      return CompletableFuture.completedFuture(failed(request, refusal, refusal.toException()));
    }
    Bean bean = routing.bean().bean();
    RpcOperation operation = routing.operation();
    RpcContext context =
        new ServedRequest.Context(
            request.context(),
            request.method(),
            request.isCall(),
            request.uniqueId(),
            false,
            expiry,
            headers);
    Bean.Outcome outcome = bean.deliver(new Call(operation, request, context));
    return outcome.result() instanceof CompletionStage<?> stage
        ? answerLater(operation, request, bean, stage)
        : CompletableFuture.completedFuture(answer(operation, request, outcome));
  }

  /** The stage is an application's: it may complete twice, or fail when it is asked. */
  private CompletionStage<Answer> answerLater(
      RpcOperation operation, Request<?> request, Bean bean, CompletionStage<?> stage) {
    CompletableFuture<Bean.Outcome> ended = new CompletableFuture<>();
    try {
      var unused =
          stage.whenComplete(
              (result, failure) ->
                  ended.complete(
                      failure == null ? Bean.Outcome.of(result) : bean.failed(unwrapped(failure))));
    } catch (Throwable e) {
      ended.complete(bean.failed(e));
    }
    return ended.thenApply(outcome -> answer(operation, request, outcome));
  }

  private static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private Answer answer(RpcOperation operation, Request<?> request, Bean.Outcome outcome) {
    if (outcome.isFailure()) {
      boolean ofApplication = // a constraint, or a constructor
          outcome.kind() == Bean.Outcome.Kind.BAD_ARGUMENTS
              && !(outcome.failure() instanceof Bean.BadArgumentsException);
      return failed(
          request,
          ofApplication ? MuteException.toRemote(outcome.failure()) : outcome.toRemote(),
          outcome.failure());
    }
    if (!request.isCall()) {
      return new Answer(null, null);
    }
    try {
      Object result = Values.outgoing(operation, null, outcome.result());
      return new Answer(ReplyCodec.encode(Reply.returned(request.msgId(), result)), null);
    } catch (EncodingException e) {
      return failed(request, ReplyOutbox.unwritable(e), e);
    }
  }

  private Answer failed(Request<?> request, RemoteFailure failure, Throwable reason) {
    LOG.log(
        Level.DEBUG, "server {0}: {1} failed: {2}", name, ServedRequest.describe(request), reason);
    return new Answer(
        request.isCall() ? ReplyCodec.encode(Reply.failed(request.msgId(), failure)) : null,
        reason);
  }

  /** The one attempt at a request. */
  private final class Call extends RequestCall {

    Call(RpcOperation operation, Request<JsonNode> request, RpcContext context) {
      super(operation, request, context);
    }

    @Override
    Target target() {
      return target;
    }

    @Override
    public boolean begin() {
      return true;
    }
  }
}
