package org.rarebit.ra.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.Scheduler;
import org.rarebit.ra.wire.Reply;

/** Expecting a reply, completing the call with it, and taking it, by many callers at once. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CorrelationBenchmark {

  private static final JsonNode RESULT = TextNode.valueOf("text");

  /** Nothing becomes due. */
  private static final Scheduler NEVER = (delay, task) -> () -> {};

  /** Of a queue that is never asked about. */
  private final ReplyWatch watch =
      new ReplyWatch(null, null, task -> {}, NEVER, () -> false, reason -> {});

  private final PendingCalls calls = new PendingCalls(NEVER, watch);

  /** For JMH. */
  public CorrelationBenchmark() {}

  /**
   * One caller.
   *
   * @return the reply
   * @throws Exception never
   */
  @Benchmark
  @Threads(1)
  public Object by1Caller() throws Exception {
    return call();
  }

  /**
   * Eight callers.
   *
   * @return the reply
   * @throws Exception never
   */
  @Benchmark
  @Threads(8)
  public Object by8Callers() throws Exception {
    return call();
  }

  /**
   * Sixty-four callers.
   *
   * @return the reply
   * @throws Exception never
   */
  @Benchmark
  @Threads(64)
  public Object by64Callers() throws Exception {
    return call();
  }

  private Object call() throws Exception {
    try (PendingCall call =
        calls.expect(null, Deadline.after(Duration.ofSeconds(20)), Duration.ZERO)) {
      calls.complete(new Reply<>(RESULT, null, true, call.msgId(), null));
      return call.await();
    }
  }
}
