package org.rarebit.ra.outbound;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ResourceAllocationException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

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
          "org.rarebit.ra.broker.",
          "org.rarebit.ra.wire.");

  private final transient Set<RpcManagedConnection> connections = ConcurrentHashMap.newKeySet();
  private transient volatile boolean exhausted; // once, at least

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
    return Taken.now(exhausted);
  }

  /** The container's refusal, and, if all connections are in use, who has them. */
  ResourceException explain(ResourceException refusal) {
    List<RpcManagedConnection> all = List.copyOf(connections);
    List<RpcManagedConnection> used =
        all.stream().filter(connection -> connection.taken() != null).toList();
    if (used.isEmpty() || used.size() < all.size()) {
      return refusal; // for another reason
    }
    exhausted = true;
    return new ResourceAllocationException(refusal.getMessage() + " " + describe(used), refusal);
  }

  private static String describe(List<RpcManagedConnection> used) {
    Map<Long, StackTraceElement[]> stacks = new HashMap<>();
    Thread.getAllStackTraces().forEach((thread, stack) -> stacks.put(thread.getId(), stack));
    StringBuilder text = new StringBuilder();
    text.append("In use are ").append(used.size()).append(" connections:");
    used.stream()
        .sorted(Comparator.comparingLong(RpcManagedConnection::takenNanoTime))
        .limit(MOST_NAMED)
        .forEach(connection -> describe(connection, stacks, text));
    if (used.size() > MOST_NAMED) {
      text.append(" and ").append(used.size() - MOST_NAMED).append(" more");
    }
    return text.append(". Close each handle after its unit of work, or raise the pool's size.")
        .toString();
  }

  private static void describe(
      RpcManagedConnection connection, Map<Long, StackTraceElement[]> stacks, StringBuilder text) {
    Taken taken = connection.taken();
    if (taken == null) {
      return; // given back meanwhile
    }
    int handles = connection.openHandles();
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
