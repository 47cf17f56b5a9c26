package org.rarebit.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.SocketFrameHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WriteRoundsTest {

  private static final Duration DELAY = Duration.ofMillis(5);

  private final List<Duration> delays = new ArrayList<>();
  private final List<Runnable> timers = new ArrayList<>();
  private final List<String> done = new ArrayList<>();
  private final FakeSocket socket = new FakeSocket();
  private final GatheredWrites writes;
  private final WriteRounds rounds;

  WriteRoundsTest() throws IOException {
    writes = new GatheredWrites(new SocketFrameHandler(socket));
    rounds =
        new WriteRounds(
            (delay, task) -> {
              delays.add(delay);
              timers.add(task);
              return () -> timers.remove(task);
            },
            writes);
  }

  @Test
  void whatTheTasksOfOneTimeWriteLeavesWithOneWrite() {
    rounds.after(DELAY, () -> write("first"));
    rounds.after(DELAY, () -> write("second"));
    rounds.after(DELAY, () -> write("third"));
    assertThat(delays).containsExactly(DELAY);

    timers.get(0).run();

    assertThat(done).containsExactly("first", "second", "third");
    assertThat(socket.writes.get()).isEqualTo(1);
  }

  @Test
  void aTaskOfAnotherTimeHasARoundOfItsOwn() {
    rounds.after(DELAY, () -> write("soon"));
    rounds.after(DELAY.multipliedBy(2), () -> write("later"));

    timers.get(0).run();

    assertThat(done).containsExactly("soon");
    timers.get(1).run();
    assertThat(done).containsExactly("soon", "later");
  }

  @Test
  void aTaskThatComesInARoundIsDoneByThatOneOrTheNext() {
    rounds.after(DELAY, () -> rounds.after(DELAY, () -> write("joined")));

    timers.get(0).run();
    timers.get(1).run();

    assertThat(done).containsExactly("joined");
  }

  @Test
  void aTaskThatIsTakenBackIsNotDone() {
    Scheduler.Task task = rounds.after(DELAY, () -> write("taken back"));
    rounds.after(DELAY, () -> write("the other"));

    task.cancel();
    timers.get(0).run();

    assertThat(done).containsExactly("the other");
  }

  @Test
  void aTaskThatFailsKeepsNothingOfTheOthersBack() {
    rounds.after(DELAY, () -> write("before"));
    rounds.after(
        DELAY,
        () -> {
          throw new IllegalStateException("a bug");
        });
    rounds.after(DELAY, () -> write("behind"));

    timers.get(0).run();

    assertThat(done).containsExactly("before", "behind");
    assertThat(socket.writes.get()).isEqualTo(1);
  }

  @Test
  void theNextTasksHaveANewRound() {
    rounds.after(DELAY, () -> write("first"));
    timers.get(0).run();

    rounds.after(DELAY, () -> write("second"));

    assertThat(timers).hasSize(2);
    timers.get(1).run();
    assertThat(done).containsExactly("first", "second");
    assertThat(socket.writes.get()).isEqualTo(2);
  }

  private void write(String what) {
    try {
      writes.writeFrame(new Frame(AMQP.FRAME_HEARTBEAT, 0));
      writes.flush(null); // as the client does
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    done.add(what);
  }
}
