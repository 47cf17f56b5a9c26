package org.rarebit.bench.load;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/** Does to a peer what a command says. */
public final class Load {

  private final CallingSide side;

  /**
   * Load for a peer.
   *
   * @param side who calls
   */
  public Load(CallingSide side) {
    this.side = side;
  }

  /**
   * Makes the load and measures it.
   *
   * @param command what to do
   * @return what it gave
   * @throws Exception what made a call fail
   */
  public Round run(LoadCommand command) throws Exception {
    String text = "x".repeat(command.bytes());
    Duration time = Duration.ofMillis(command.millis());
    return switch (command.kind()) {
      case CALLS -> calls(command, text, time);
      case ASYNC -> async(command, text, time);
      case CASTS -> casts(command, text, time);
      case CASTERS -> casters(command, text, time);
    };
  }

  private Round calls(LoadCommand command, String text, Duration time) throws Exception {
    try (ClosedLoop loop =
        new ClosedLoop(
            side,
            command,
            client -> {
              if (!client.echo(text).equals(text)) {
                throw new IllegalStateException("The answer is not what was sent.");
              }
            })) {
      ClosedLoop.Lapse lapse = loop.run(time);
      return Round.of(lapse.samples(), lapse.nanos());
    }
  }

  private Round async(LoadCommand command, String text, Duration time) throws Exception {
    Semaphore free = new Semaphore(command.width());
    AtomicReference<Throwable> failure = new AtomicReference<>();
    try (EchoClient client = side.newClient(command.topic())) {
      client.echo(text);
      long from = System.nanoTime();
      long operations = 0;
      while (System.nanoTime() - from < time.toNanos() && failure.get() == null) {
        free.acquire();
        operations++;
        client
            .echoAsync(text)
            .whenComplete(
                (answer, e) -> {
                  if (e != null || !text.equals(answer)) {
                    failure.set(e != null ? e : new IllegalStateException("a wrong answer"));
                  }
                  free.release();
                });
      }
      free.acquire(command.width()); // all are answered
      long nanos = System.nanoTime() - from;
      if (failure.get() != null) {
        throw new CompletionException(failure.get());
      }
      return Round.withoutLatencies(operations, nanos);
    }
  }

  private Round casts(LoadCommand command, String text, Duration time) throws Exception {
    long operations = 0;
    long from;
    try (EchoClient client = side.newClient(command.topic())) {
      client.castMany(text, 1);
      from = System.nanoTime();
      while (System.nanoTime() - from < time.toNanos()) {
        client.castMany(text, command.width());
        operations += command.width();
      }
    } // all are confirmed
    return Round.withoutLatencies(operations, System.nanoTime() - from);
  }

  private Round casters(LoadCommand command, String text, Duration time) throws Exception {
    try (ClosedLoop loop = new ClosedLoop(side, command, client -> client.cast(text))) {
      ClosedLoop.Lapse lapse = loop.run(time);
      return Round.withoutLatencies(lapse.samples().size(), lapse.nanos());
    }
  }
}
