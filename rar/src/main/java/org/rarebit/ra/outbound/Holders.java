package org.rarebit.ra.outbound;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.IllegalStateException;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.SecurityException;
import java.io.Serializable;
import java.lang.StackWalker.StackFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.rarebit.api.LimitReachedException;
import org.rarebit.api.MayHaveRun;
import org.rarebit.api.MessagingException;
import org.rarebit.api.MessagingInterruptedException;
import org.rarebit.api.NoConnectionException;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.Deadline;

/**
 * The managed connections of one factory and who has them, for the error that says that the
 * container's pool has none left. Thread-safe.
 *
 * <p>A connection is in use from the first handle until the container's cleanup. To note the time
 * and the thread costs 65 ns of a getConnection; to look for its caller some 10 µs, many times the
 * getConnection itself. So that is done only after the pool was exhausted once; the first time, the
 * error has the places where the threads are at that moment.
 */
final class Holders implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final int MOST_NAMED = 10;
  private static final List<String> NO_APPLICATION =
      List.of(
          "java.",
          "jdk.",
          "com.rabbitmq.",
          "org.rarebit.ra.outbound.",
          "org.rarebit.ra.client.",
          "org.rarebit.ra.broker.",
          "org.rarebit.ra.wire.");

  /** Between the factory and the application. */
  private static final List<String> CLIENTS =
      List.of(
          "org.rarebit.ra.outbound.",
          "org.rarebit.api.",
          "org.rarebit.cdi.",
          "java.",
          "jdk.",
          "com.sun.proxy.");

  private final transient Set<RpcManagedConnection> connections = ConcurrentHashMap.newKeySet();
  private transient volatile boolean exhausted; // once, at least

  /** How often all stacks are looked at, at most: each time, every thread of the JVM stands. */
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

  private final transient AtomicReference<Deadline> nextLook =
      new AtomicReference<>(Deadline.after(Duration.ZERO));

  /**
   * How a managed connection came into use.
   *
   * @param nanoTime when, as {@link System#nanoTime()}
   * @param thread the name of the thread that took it
   * @param threadId the thread's id
   * @param caller who called the connection factory; null where that was not looked for
   */
  record Taken(long nanoTime, String thread, long threadId, StackFrame caller) {}

  private static final StackWalker STACK = StackWalker.getInstance();

  /** A copy starts afresh. */
  private Object readResolve() {
    return new Holders();
  }

  void add(RpcManagedConnection connection) {
    connections.add(connection);
  }

  void remove(RpcManagedConnection connection) {
    connections.remove(connection);
  }

  /** This thread takes a connection. */
  Taken take() {
    Thread thread = Thread.currentThread();
    return new Taken(
        System.nanoTime(), thread.getName(), thread.getId(), exhausted ? findCaller() : null);
  }

  /**
   * Behind our own frames and the container's is our connection factory, then perhaps a client or a
   * proxy that takes a connection for each call, then the application.
   */
  private static StackFrame findCaller() {
    String factory = PooledConnectionFactory.class.getName();
    return STACK.walk(
        frames ->
            frames
                .dropWhile(frame -> !frame.getClassName().equals(factory))
                .dropWhile(frame -> CLIENTS.stream().anyMatch(frame.getClassName()::startsWith))
                .findFirst()
                .orElse(null));
  }

  /**
   * What the application is told: the container's refusal, and, if all connections are in use, who
   * has them; or else what was the matter with the broker or the properties, which some containers
   * leave to the cause.
   *
   * @param before what it was asked for; how the text begins
   */
  MessagingException explain(String before, ResourceException refusal) {
    String text = before + withReasons(refusal);
    BrokerException reason = causeOf(BrokerException.class, refusal);
    if (causeOf(InterruptedException.class, refusal) != null) {
      return new MessagingInterruptedException(text, MayHaveRun.NO, refusal);
    }
    if (reason != null) {
      return switch (reason.kind()) {
        case LIMIT -> new LimitReachedException(text, refusal);
        case REFUSED, CLOSED, INVALID -> new NoConnectionException(text, false, refusal);
        default -> new NoConnectionException(text, true, refusal);
      };
    }
    List<InUse> used = allInUse();
    if (used.isEmpty()) {
      return new NoConnectionException(text, mayPass(refusal), refusal);
    }
    exhausted = true;
    return new LimitReachedException(text + " " + describe(used), refusal);
  }

  /** Empty if one is in the pool, so that the container refuses for another reason. */
  private List<InUse> allInUse() {
    List<InUse> used = new ArrayList<>();
    for (RpcManagedConnection connection : connections) {
      Taken taken = connection.taken();
      if (taken == null) {
        return List.of();
      }
      used.add(new InUse(taken, connection.openHandles()));
    }
    return used;
  }

  private record InUse(Taken taken, int handles) {}

  /** What the container says, and what it was told and does not say. */
  private static String withReasons(ResourceException refusal) {
    String text = Objects.toString(refusal.getMessage(), "");
    for (Throwable each = refusal.getCause(); each != null; each = each.getCause()) {
      String reason = each instanceof ResourceException ? each.getMessage() : null;
      if (reason != null && !text.contains(reason)) {
        text = text.isEmpty() ? reason : text + ": " + reason;
      }
    }
    return text.isEmpty() ? refusal.toString() : text;
  }

  private static <T extends Throwable> T causeOf(Class<T> type, Throwable thrown) {
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (type.isInstance(each)) {
        return type.cast(each);
      }
    }
    return null;
  }

  /** Whether it is the weather, rather than the configuration. */
  private static boolean mayPass(ResourceException refusal) {
    return causeOf(SecurityException.class, refusal) == null
        && causeOf(InvalidPropertyException.class, refusal) == null
        && causeOf(IllegalStateException.class, refusal) == null;
  }

  private String describe(List<InUse> used) {
    Map<Long, StackTraceElement[]> stacks = stacksOnceInAWhile();
    StringBuilder text = new StringBuilder();
    text.append("In use are ").append(used.size()).append(" connections:");
    used.stream()
        .sorted(Comparator.comparingLong((InUse each) -> each.taken().nanoTime()))
        .limit(MOST_NAMED)
        .forEach(each -> describe(each, stacks, text));
    if (used.size() > MOST_NAMED) {
      text.append(" and ").append(used.size() - MOST_NAMED).append(" more");
    }
    return text.append(". Close each handle after its unit of work, or raise the pool's size.")
        .toString();
  }

  /** Empty for those who come too soon after another. */
  private Map<Long, StackTraceElement[]> stacksOnceInAWhile() {
    Deadline next = nextLook.get();
    if (!next.isPassed() || !nextLook.compareAndSet(next, Deadline.after(BETWEEN_LOOKS))) {
      return Map.of();
    }
    Map<Long, StackTraceElement[]> stacks = new HashMap<>();
    Thread.getAllStackTraces().forEach((thread, stack) -> stacks.put(thread.getId(), stack));
    return stacks;
  }

  private static void describe(
      InUse use, Map<Long, StackTraceElement[]> stacks, StringBuilder text) {
    Taken taken = use.taken();
    int handles = use.handles();
    text.append(" [")
        .append(
            switch (handles) {
              case 0 -> "closed handles, kept by a transaction,";
              case 1 -> "1 handle";
              default -> handles + " handles";
            })
        .append(" for ")
        .append(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - taken.nanoTime()) / 1000.0)
        .append(" s by thread \"")
        .append(taken.thread())
        .append('"');
    if (taken.caller() != null) {
      text.append(", taken at ").append(taken.caller());
    }
    applicationFrame(stacks.get(taken.threadId()))
        .ifPresent(frame -> text.append(", which is at ").append(frame));
    text.append(']');
  }

  /** Where a thread is, below what it waits in and what it has called of ours. */
  private static Optional<String> applicationFrame(StackTraceElement[] stack) {
    return stack == null
        ? Optional.empty() // the thread has ended
        : Arrays.stream(stack)
            .filter(frame -> NO_APPLICATION.stream().noneMatch(frame.getClassName()::startsWith))
            .findFirst()
            .map(
                frame ->
                    "%s.%s(%s:%d)"
                        .formatted(
                            frame.getClassName(),
                            frame.getMethodName(),
                            frame.getFileName(),
                            frame.getLineNumber()));
  }
}
