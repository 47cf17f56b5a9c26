package org.rarebit.ra.client;

import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.rarebit.api.MayHaveRun;
import org.rarebit.api.MessagingException;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcInvocation;
import org.rarebit.api.Target;
import org.rarebit.api.UndeliveredListener;
import org.rarebit.api.UndeliveredMessage;
import org.rarebit.api.spi.ApplicationServices;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.FailureLog;

/**
 * What did not leave after a commit, or after an end of which nobody knows whether it was one, for
 * the application's listeners. Immutable.
 *
 * @param cast what
 * @param reason why
 * @param application the class loader of who sent it; may be null
 */
record Undelivered(Prepared cast, MessagingException reason, ClassLoader application)
    implements UndeliveredMessage {

  private static final FailureLog FAILURES =
      new FailureLog(System.getLogger(Undelivered.class.getName()));

  static Undelivered of(Prepared cast, BrokerException reason, ClassLoader application) {
    return new Undelivered(cast, Failures.notTaken(cast.request(), reason), application);
  }

  /** Nobody knows how its transaction ended. */
  static Undelivered ofUnknown(Prepared cast, String outcome, ClassLoader application) {
    return new Undelivered(
        cast,
        new MessagingException(
            "The "
                + cast.request().subject()
                + " was not sent: it is not known how its transaction ended ("
                + outcome
                + "). If it was committed, send it now.",
            MayHaveRun.NO,
            null),
        application);
  }

  /**
   * Tells the listeners, in the order of the messages, on a thread that may block; on this one if
   * there is no other any more.
   */
  static void tell(List<Undelivered> all, Executor works) {
    Runnable telling = () -> all.forEach(Undelivered::tell);
    try {
      works.execute(telling);
    } catch (RejectedExecutionException e) { // the adapter is stopped
      telling.run();
    }
  }

  private void tell() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(application);
    try {
      for (UndeliveredListener listener :
          ApplicationServices.find(UndeliveredListener.class, application)) {
        tell(listener);
      }
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private void tell(UndeliveredListener listener) {
    try {
      listener.undelivered(this);
    } catch (RuntimeException | Error e) {
      FAILURES.log(
          Level.ERROR,
          listener.getClass().getName() + " failed, told that the " + cast.describe() + " is lost",
          e);
    }
  }

  @Override
  public RpcInvocation.Kind kind() {
    if (cast.request() instanceof OutboundRequest request) {
      return request.target().fanout() ? RpcInvocation.Kind.FANOUT : RpcInvocation.Kind.CAST;
    }
    return RpcInvocation.Kind.NOTIFICATION;
  }

  @Override
  public Target target() {
    return cast.request() instanceof OutboundRequest request
        ? request.target()
        : Target.topic(cast.queue().topic()).exchange(cast.queue().exchange());
  }

  @Override
  public String method() {
    return cast.request() instanceof OutboundRequest request
        ? request.method()
        : notification().eventType();
  }

  private OutboundNotification notification() {
    return (OutboundNotification) cast.request();
  }

  @Override
  public Map<String, ?> args() {
    if (cast.request() instanceof OutboundRequest request) {
      return request.args();
    }
    Map<String, Object> args = new HashMap<>(); // has nulls
    args.put(RpcInvocation.PRIORITY, notification().priority());
    args.put(RpcInvocation.PUBLISHER_ID, notification().publisherId());
    args.put(RpcInvocation.PAYLOAD, notification().payload());
    return Collections.unmodifiableMap(args);
  }

  @Override
  public RequestContext context() {
    return cast.request() instanceof OutboundRequest request
        ? request.context()
        : notification().context();
  }

  @Override
  public Map<String, String> headers() {
    return cast.request() instanceof OutboundRequest request
        ? request.headers()
        : notification().headers();
  }

  @Override
  public String uniqueId() {
    return cast.uniqueId();
  }

  @Override
  public String messageId() {
    return cast.request() instanceof OutboundNotification known ? known.messageId() : null;
  }

  /** Ids and names: arguments may be confidential. */
  @Override
  public String toString() {
    return cast.describe();
  }
}
