package org.rarebit.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.SocketFrameHandler;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What reaches the socket, and with how many writes. */
@Timeout(60)
class GatheredWritesTest {

  /** A heartbeat: header of seven bytes, nothing, and the end. */
  private static final int FRAME = 8;

  private final FakeSocket socket = new FakeSocket();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final GatheredWrites writes;

  GatheredWritesTest() throws IOException {
    writes = new GatheredWrites(new SocketFrameHandler(socket));
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  /** As the client does: a message, and a flush. */
  private void publish() throws IOException {
    writes.writeFrame(new Frame(AMQP.FRAME_HEARTBEAT, 0));
    writes.flush(null);
  }

  @Test
  void aMessageLeavesAtOnceIfNothingElseIsToCome() throws IOException {
    publish();

    assertThat(socket.bytes()).isEqualTo(FRAME);
  }

  @Test
  void whatIsHeldLeavesWithTheNextFlushInOneWrite() throws IOException {
    writes.hold(this::publish);
    writes.hold(this::publish);
    assertThat(socket.bytes()).isZero();

    publish();

    assertThat(socket.bytes()).isEqualTo(3 * FRAME);
    assertThat(socket.writes.get()).isEqualTo(1);
  }

  @Test
  void whatAnotherThreadHoldsLeavesWithAFlushOfThisOne() throws Exception {
    threads
        .submit(
            () -> {
              writes.hold(this::publish);
              return null;
            })
        .get();

    writes.flush();

    assertThat(socket.bytes()).isEqualTo(FRAME);
  }

  @Test
  void nothingIsHeldAnyMoreOnceWritingHasFailed() throws IOException {
    assertThatThrownBy(
            () ->
                writes.hold(
                    () -> {
                      throw new IOException("the channel is closed");
                    }))
        .isInstanceOf(IOException.class);

    publish();

    assertThat(socket.bytes()).isEqualTo(FRAME);
  }

  @Test
  void messagesOfThreadsThatWereWokenTogetherLeaveWithTheLastOfThem() throws IOException {
    writes.expectPublisher();
    writes.expectPublisher();

    writes.publisherCame();
    publish();
    assertThat(socket.bytes()).isZero();

    writes.publisherCame();
    assertThat(socket.bytes()).isEqualTo(FRAME);
    publish();
    assertThat(socket.bytes()).isEqualTo(2 * FRAME);
  }

  @Test
  void aThreadThatWasWokenAndDoesNotPublishSendsWhatWaitedForIt() throws IOException {
    writes.expectPublisher();
    publish();
    assertThat(socket.bytes()).isZero();

    writes.publisherCame();

    assertThat(socket.bytes()).isEqualTo(FRAME);
  }

  @Test
  void aThreadThatFindsAnotherAtTheSocketLeavesItsMessageToIt() throws Exception {
    socket.block();
    Future<?> first = threads.submit(this::publishUnchecked);
    socket.awaitWriting();
    writes.flush(); // returns although the socket takes nothing
    Future<?> second = threads.submit(this::publishUnchecked);

    socket.unblock();
    first.get();
    second.get();

    assertThat(socket.bytes()).isEqualTo(2 * FRAME);
  }

  @Test
  void nothingIsLeftBehindWhateverTheRaces() throws Exception {
    int each = 20_000;
    Future<?>[] publishers = new Future<?>[4];
    for (int i = 0; i < publishers.length; i++) {
      publishers[i] =
          threads.submit(
              () -> {
                for (int n = 0; n < each; n++) {
                  writes.expectPublisher();
                  publishUnchecked();
                  writes.publisherCame();
                }
              });
    }
    for (Future<?> publisher : publishers) {
      publisher.get(30, TimeUnit.SECONDS);
    }

    assertThat(socket.bytes()).isEqualTo(publishers.length * each * FRAME);
  }

  @Test
  void aFlushThatFailsIsToldAndTheNextOneIsTriedAgain() throws IOException {
    socket.failure = new IOException("broken pipe");
    assertThatThrownBy(this::publish).hasMessage("broken pipe");

    socket.failure = null;
    publish();

    assertThat(socket.bytes()).isGreaterThanOrEqualTo(FRAME);
  }

  @Test
  void aFlushThatFailsWithNoExceptionOfTheSocketStopsNobodyElse() throws IOException {
    socket.bug = new IllegalStateException("of a TLS provider");
    assertThatThrownBy(this::publish).hasMessage("of a TLS provider");

    socket.bug = null;
    publish();

    assertThat(socket.bytes()).isGreaterThanOrEqualTo(FRAME);
  }

  private void publishUnchecked() {
    try {
      publish();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
