package org.rarebit.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link RpcInterceptor} is around: a request or a notification, on its way out or in.
 * Immutable, so thread-safe; the methods {@code with…} return a copy, and {@link #proceed} of the
 * copy goes on with what that says.
 *
 * <p>A notification has the event type as its method, and the arguments {@code priority}, {@code
 * publisher_id} and {@code payload}. Where several are heard at once there are no arguments, and
 * the event type is that of the first; {@link #notifications()} has them all.
 */
public final class RpcInvocation {

  /** What is invoked. */
  public enum Kind {
    /** A request whose caller waits for the result. */
    CALL,
    /** A request without a result. */
    CAST,
    /** A cast to every server of the topic. When it is served, it is a {@link #CAST}. */
    FANOUT,
    /** A notification. */
    NOTIFICATION
  }

  /** Where it is invoked. */
  public enum Side {
    /** It is about to be sent. */
    SENDING,
    /** It has come, and a bean is about to be called. */
    SERVING
  }

  /** The argument of a notification that tells what there is to say. */
  public static final String PAYLOAD = "payload";

  /** The argument of a notification that tells who says it: text or null. */
  public static final String PUBLISHER_ID = "publisher_id";

  /** The argument of a notification that tells how urgent it is: a {@link NotificationPriority}. */
  public static final String PRIORITY = "priority";

  private final Side side;
  private final Kind kind;
  private final Target target;
  private final @Nullable String method;
  private final Map<String, ?> args;
  private final CallOptions options;
  private final List<Notification> notifications;
  private final List<RpcInterceptor> rest;
  private final Function<RpcInvocation, CompletionStage<@Nullable Object>> last;

  private RpcInvocation(
      Side side,
      Kind kind,
      Target target,
      @Nullable String method,
      Map<String, ?> args,
      CallOptions options,
      List<Notification> notifications,
      List<RpcInterceptor> rest,
      Function<RpcInvocation, CompletionStage<@Nullable Object>> last) {
    this.side = side;
    this.kind = kind;
    this.target = target;
    this.method = method;
    this.args = args;
    this.options = options;
    this.notifications = notifications;
    this.rest = rest;
    this.last = last;
  }

  /**
   * An invocation that goes nowhere yet: for the adapter, and for tests of interceptors.
   *
   * @param side where
   * @param kind what
   * @param target where to; of a notification its first topic
   * @param method the method's name on the wire, or the event type; may be null for a notification
   * @param args by name
   * @param options how, with the headers
   * @return see {@link #through}
   */
  public static RpcInvocation of(
      Side side,
      Kind kind,
      Target target,
      @Nullable String method,
      Map<String, ?> args,
      CallOptions options) {
    return new RpcInvocation(
        Objects.requireNonNull(side, "side"),
        Objects.requireNonNull(kind, "kind"),
        Objects.requireNonNull(target, "target"),
        method,
        Objects.requireNonNull(args, "args"),
        Objects.requireNonNull(options, "options"),
        List.of(),
        List.of(),
        nowhere -> CompletableFuture.completedFuture(null));
  }

  /**
   * The same for notifications that have come.
   *
   * @param heard all of them, at least one
   * @return a copy
   */
  public RpcInvocation withNotifications(List<? extends Notification> heard) {
    return new RpcInvocation(
        side, kind, target, method, args, options, List.copyOf(heard), rest, last);
  }

  /**
   * Runs interceptors around something: for the adapter, and for tests of interceptors.
   *
   * @param interceptors the first is the outermost
   * @param end what they are around
   * @return the result; never null. It fails with what an interceptor throws
   */
  public CompletionStage<@Nullable Object> through(
      List<RpcInterceptor> interceptors,
      Function<RpcInvocation, CompletionStage<@Nullable Object>> end) {
    return new RpcInvocation(
            side, kind, target, method, args, options, notifications, interceptors, end)
        .proceed();
  }

  /**
   * Goes on: to the next interceptor, and after the last one to the broker or to the bean. On the
   * sending side it may be called again, for another attempt, which has the timeout to itself; the
   * unique id is the same, so that a server runs the request once, unless {@link
   * CallOptions#withUniqueId} says another. After an answer, be it an error of the method's, only
   * another id makes the method run again. On the serving side the bean is called once.
   *
   * <p>Blocks where the caller waits anyway, and while a call that nobody waits for is sent.
   *
   * @return the result, of the type that the caller asked for; fails with what the caller would
   *     get. Never null, and never thrown instead
   */
  public CompletionStage<@Nullable Object> proceed() {
    CompletionStage<@Nullable Object> stage;
    try {
      if (rest.isEmpty()) {
        stage = last.apply(this);
      } else {
        RpcInterceptor next = rest.get(0);
        stage = next.around(before(rest.subList(1, rest.size())));
        if (stage == null) {
          throw new NullPointerException(
              "The interceptor " + next.getClass().getName() + " returned null, and no stage.");
        }
      }
      return stage;
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private RpcInvocation before(List<RpcInterceptor> others) {
    return new RpcInvocation(
        side, kind, target, method, args, options, notifications, others, last);
  }

  /**
   * Where it is invoked.
   *
   * @return never null
   */
  public Side side() {
    return side;
  }

  /**
   * What is invoked.
   *
   * @return never null
   */
  public Kind kind() {
    return kind;
  }

  /**
   * Where it goes, or has come. Of a notification, the first topic.
   *
   * @return never null
   */
  public Target target() {
    return target;
  }

  /**
   * What is called.
   *
   * @return the method's name on the wire; of a notification the event type, null if a peer sent
   *     none
   */
  public @Nullable String method() {
    return method;
  }

  /**
   * The arguments by name: as the application gave them, or, on the serving side, JSON-native as
   * they came.
   *
   * @return nulls possible; not to be changed
   */
  public Map<String, ?> args() {
    return args;
  }

  /**
   * How it is sent: the timeout, the context, the unique id, the headers. On the serving side, what
   * came of these.
   *
   * @return never null
   */
  public CallOptions options() {
    return options;
  }

  /**
   * The headers: those of the options.
   *
   * @return by name; unmodifiable
   */
  public Map<String, String> headers() {
    return options.headers();
  }

  /**
   * The notifications that have come.
   *
   * @return several only for a bean that takes them so; empty for all else
   */
  public List<Notification> notifications() {
    return notifications;
  }

  /**
   * The same to another target. Requests only, and on the sending side only.
   *
   * @param other where to
   * @return a copy
   */
  public RpcInvocation withTarget(Target other) {
    Objects.requireNonNull(other, "target");
    if (side == Side.SERVING || kind == Kind.NOTIFICATION) {
      throw new IllegalStateException("Only a request that is to be sent can go elsewhere.");
    }
    return new RpcInvocation(side, kind, other, method, args, options, notifications, rest, last);
  }

  /**
   * The same for another method, or as another event. On the sending side only.
   *
   * @param other its name on the wire
   * @return a copy
   */
  public RpcInvocation withMethod(String other) {
    Objects.requireNonNull(other, "method");
    if (side == Side.SERVING) {
      throw new IllegalStateException("What has come is for the method that it names.");
    }
    return new RpcInvocation(side, kind, target, other, args, options, notifications, rest, last);
  }

  /**
   * The same with other arguments. Not for several notifications that are heard at once.
   *
   * @param others all of them
   * @return a copy
   */
  public RpcInvocation withArgs(Map<String, ?> others) {
    Objects.requireNonNull(others, "args");
    if (notifications.size() > 1) {
      throw new IllegalStateException("Several notifications at once have no arguments.");
    }
    return new RpcInvocation(
        side, kind, target, method, others, options, notifications, rest, last);
  }

  /**
   * The same with another value of one argument, or one argument more.
   *
   * @param name its name on the wire
   * @param value what JSON can hold
   * @return a copy
   */
  public RpcInvocation withArg(String name, @Nullable Object value) {
    Map<String, @Nullable Object> others = new LinkedHashMap<>(args);
    others.put(Objects.requireNonNull(name, "name"), value);
    return withArgs(Collections.unmodifiableMap(others));
  }

  /**
   * The same with other options; what they do not say stays. On the serving side the bean's call
   * does not depend on them.
   *
   * @param more to be added
   * @return a copy
   */
  public RpcInvocation withOptions(CallOptions more) {
    return new RpcInvocation(
        side, kind, target, method, args, options.and(more), notifications, rest, last);
  }

  /**
   * The same with a header: {@link CallOptions#withHeader}.
   *
   * @param name its name
   * @param value its value
   * @return a copy
   */
  public RpcInvocation withHeader(String name, String value) {
    return withOptions(CallOptions.none().withHeader(name, value));
  }

  /**
   * The same with headers: {@link CallOptions#withHeaders}.
   *
   * @param more by name
   * @return a copy
   */
  public RpcInvocation withHeaders(Map<String, String> more) {
    return withOptions(CallOptions.none().withHeaders(more));
  }

  /** Kind and method: arguments may be confidential. */
  @Override
  public String toString() {
    return side + " " + kind + " \"" + method + "\" at " + target;
  }
}
