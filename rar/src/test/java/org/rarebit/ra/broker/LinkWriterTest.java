package org.rarebit.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.Frame;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What reaches the socket, in which order, with how many writes; and who waits for it. */
@Timeout(60)
class LinkWriterTest {

  /** A heartbeat: header of seven bytes, nothing, and the end. */
  private static final int FRAME = 8;

  private final FakeStream socket = new FakeStream();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final LinkWriter writer = new LinkWriter(socket);
  private final Thread ownThread = new LinkThreads("tested").newWriter(writer::run);

  LinkWriterTest() {
    ownThread.start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    socket.letGo();
    threads.shutdownNow();
    writer.end(new IOException("the test is over"));
    ownThread.join(10_000);
    assertThat(ownThread.isAlive()).isFalse();
  }

  /** As the client does: a message, and a flush. */
  private void publish() throws IOException {
    publish(writer);
  }

  private static void publish(LinkWriter writer) throws IOException {
    writer.add(new Frame(AMQP.FRAME_HEARTBEAT, 0));
    writer.flushUnlessHeld();
  }

  private void publishUnchecked() {
    try {
      publish();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Frame frame(int type, int channel, byte[] payload) throws IOException {
    Frame frame = new Frame(type, channel);
    frame.getOutputStream().write(payload);
    return frame;
  }

  /** A message of so many bytes that waits for room. */
  private boolean publish(int size, Deadline deadline) throws Exception {
    boolean entered = queue(size, deadline);
    writer.flush();
    return entered;
  }

  /** The same, and somebody flushes later. */
  private boolean queue(int size, Deadline deadline) throws Exception {
    LinkWriter.Room room = writer.room(size, deadline);
    if (room == null) {
      return false;
    }
    try {
      writer.add(frame(AMQP.FRAME_BODY, 1, new byte[size]));
    } finally {
      room.release();
    }
    return true;
  }

  private static Deadline in(long millis) {
    return Deadline.after(Duration.ofMillis(millis));
  }

  @Test
  void aMessageLeavesAtOnceOnItsOwnThreadIfNothingElseIsToCome() throws IOException {
    publish();

    assertThat(socket.size()).isEqualTo(FRAME);
    assertThat(socket.writers()).containsExactly(Thread.currentThread());
  }

  @Test
  void whatIsHeldLeavesWithTheNextFlushInOneWrite() throws IOException {
    writer.hold(this::publish);
    writer.hold(this::publish);
    assertThat(socket.size()).isZero();

    publish();

    assertThat(socket.size()).isEqualTo(3 * FRAME);
    assertThat(socket.writes()).isEqualTo(1);
  }

  @Test
  void whatAnotherThreadHoldsLeavesWithAFlushOfThisOne() throws Exception {
    threads
        .submit(
            () -> {
              writer.hold(this::publish);
              return null;
            })
        .get();

    writer.flush();

    assertThat(socket.size()).isEqualTo(FRAME);
  }

  @Test
  void nothingIsHeldAnyMoreOnceWritingHasFailed() throws IOException {
    assertThatThrownBy(
            () ->
                writer.hold(
                    () -> {
                      throw new IOException("the channel is closed");
                    }))
        .isInstanceOf(IOException.class);

    publish();

    assertThat(socket.size()).isEqualTo(FRAME);
  }

  /** Without its own thread: a late flush, which a slow machine would see, does not come. */
  private LinkWriter writerWithoutLateFlush() {
    return new LinkWriter(socket);
  }

  @Test
  void messagesOfThreadsThatWereWokenTogetherLeaveWithTheLastOfThem() throws IOException {
    LinkWriter writer = writerWithoutLateFlush();
    writer.expectPublisher();
    writer.expectPublisher();

    writer.publisherCame();
    publish(writer);
    assertThat(socket.size()).isZero();

    writer.publisherCame();
    assertThat(socket.size()).isEqualTo(FRAME);
    publish(writer);
    assertThat(socket.size()).isEqualTo(2 * FRAME);
  }

  @Test
  void aThreadThatWasWokenAndDoesNotPublishSendsWhatWaitedForIt() throws IOException {
    LinkWriter writer = writerWithoutLateFlush();
    writer.expectPublisher();
    publish(writer);
    assertThat(socket.size()).isZero();

    writer.publisherCame();

    assertThat(socket.size()).isEqualTo(FRAME);
  }

  @Test
  void aThreadThatFindsAnotherWritingLeavesItsMessageToIt() throws Exception {
    socket.hold();
    Future<?> first = threads.submit(this::publishUnchecked);
    socket.awaitWriting();
    publish(); // returns although the other one is held

    socket.letGo();
    first.get();

    assertThat(socket.size()).isEqualTo(2 * FRAME);
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
                  writer.expectPublisher();
                  publishUnchecked();
                  writer.publisherCame();
                }
              });
    }
    for (Future<?> publisher : publishers) {
      publisher.get(30, TimeUnit.SECONDS);
    }

    socket.awaitBytes(publishers.length * each * FRAME);
  }

  @Test
  void nothingIsLeftBehindIfTheSocketIsFullNowAndThen() throws Exception {
    int each = 5_000;
    socket.take(100);
    Future<?> peer =
        threads.submit(
            () -> {
              while (!Thread.currentThread().isInterrupted()) {
                socket.take(997); // no multiple of a frame
                Thread.onSpinWait();
              }
            });
    Future<?>[] publishers = new Future<?>[4];
    for (int i = 0; i < publishers.length; i++) {
      Runnable publishing =
          () -> {
            for (int n = 0; n < each; n++) {
              publishUnchecked();
            }
          };
      publishers[i] = threads.submit(i == 0 ? () -> ThreadRole.TIMER.run(publishing) : publishing);
    }
    for (Future<?> publisher : publishers) {
      publisher.get(30, TimeUnit.SECONDS);
    }

    socket.awaitBytes(publishers.length * each * FRAME);
    peer.cancel(true);
  }

  @Test
  void whoFindsTheSocketFullGoesOnAndTheLinksOwnThreadSendsTheRest() throws Exception {
    socket.take(3);

    publish(); // returns
    socket.awaitFull();
    publish();
    socket.take(Long.MAX_VALUE);

    socket.awaitBytes(2 * FRAME);
    assertThat(socket.writers()).contains(ownThread);
  }

  @Test
  void aReaderOrTimerThreadNeverWrites() throws Exception {
    for (ThreadRole role : List.of(ThreadRole.READER, ThreadRole.TIMER)) {
      role.run(this::publishUnchecked);
    }

    socket.awaitBytes(2 * FRAME);
    assertThat(socket.writers()).containsExactly(ownThread);
  }

  @Test
  void aFloodHoldsNoPublisherAsTheOneWhoWritesForAll() throws Exception {
    publish();
    AtomicLong most = new AtomicLong();
    Future<?>[] publishers = new Future<?>[4];
    for (int i = 0; i < publishers.length; i++) {
      publishers[i] =
          threads.submit(
              () -> {
                for (int n = 0; n < 20_000; n++) {
                  long begun = System.nanoTime();
                  publishUnchecked();
                  long took = System.nanoTime() - begun;
                  most.accumulateAndGet(took, Math::max);
                }
              });
    }
    for (Future<?> publisher : publishers) {
      publisher.get(30, TimeUnit.SECONDS);
    }

    assertThat(Duration.ofNanos(most.get())).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void aPublisherThatFindsNoRoomGivesUpAtItsDeadlineAndHasSentNothing() throws Exception {
    socket.take(0);
    assertThat(publish(LinkWriter.ROOM, in(1_000))).isTrue();
    socket.awaitFull();
    long load = writer.load();

    long begun = System.nanoTime();
    assertThat(publish(10_000, in(300))).isFalse();
    long took = System.nanoTime() - begun;

    assertThat(Duration.ofNanos(took)).isBetween(Duration.ofMillis(290), Duration.ofSeconds(20));
    assertThat(writer.load()).isEqualTo(load);
  }

  @Test
  void aPublisherThatWaitsForRoomGoesOnWhenThereIsSome() throws Exception {
    socket.take(0);
    assertThat(publish(LinkWriter.ROOM, in(1_000))).isTrue();
    socket.awaitFull();
    Future<Boolean> waiting = threads.submit(() -> publish(10_000, in(30_000)));

    socket.take(Long.MAX_VALUE);

    assertThat(waiting.get(20, TimeUnit.SECONDS)).isTrue();
    socket.awaitBytes(LinkWriter.ROOM + 10_000);
  }

  /** A transaction's messages: nobody else would flush them, and their sender waits. */
  @Test
  void whoWaitsForRoomThatHisOwnMessagesTakeHasThemWritten() throws Exception {
    int size = 100_000;

    for (int queued = 0; queued < 3 * LinkWriter.ROOM; queued += size) {
      assertThat(queue(size, in(50_000))).isTrue();
    }

    assertThat(socket.size()).isGreaterThan(LinkWriter.ROOM);
  }

  /** Its sender has had the room for it, and flushes later. */
  @Test
  void whoWaitsForRoomThatAnothersMessageIsAboutToTakeHasThatWritten() throws Exception {
    LinkWriter.Room taken = writer.room(LinkWriter.ROOM, in(1_000));
    CompletableFuture<Thread> publisher = new CompletableFuture<>();
    Future<Boolean> waiting =
        threads.submit(
            () -> {
              publisher.complete(Thread.currentThread());
              return publish(10_000, in(50_000));
            });
    awaitWaiting(publisher.get(20, TimeUnit.SECONDS));

    writer.add(frame(AMQP.FRAME_BODY, 1, new byte[LinkWriter.ROOM]));
    taken.release();

    assertThat(waiting.get(20, TimeUnit.SECONDS)).isTrue();
    socket.awaitBytes(LinkWriter.ROOM + 10_000);
  }

  private static void awaitWaiting(Thread thread) {
    Deadline soon = in(20_000);
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      assertThat(soon.isPassed()).isFalse();
      Thread.onSpinWait();
    }
  }

  @Test
  void aMessageThatIsLargerThanAllRoomLeavesNevertheless() throws Exception {
    assertThat(publish(3 * LinkWriter.ROOM, in(1_000))).isTrue();

    socket.awaitBytes(3 * LinkWriter.ROOM);
  }

  @Test
  void whateverComesAtOnceTheQueueIsBounded() throws Exception {
    socket.take(0);
    int size = 100_000;
    List<Future<Boolean>> publishers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      publishers.add(threads.submit(() -> publish(size, in(200))));
    }
    int sent = 0;
    for (Future<Boolean> publisher : publishers) {
      sent += publisher.get(20, TimeUnit.SECONDS) ? 1 : 0;
    }

    assertThat(sent).isBetween(1, LinkWriter.ROOM / size);
    assertThat(writer.load()).isLessThanOrEqualTo(LinkWriter.ROOM + 100 * FRAME);
  }

  @Test
  void whoMustNotWaitFindsRoomAlways() throws Exception {
    socket.take(0);
    assertThat(publish(LinkWriter.ROOM, in(1_000))).isTrue();
    CompletableFuture<Boolean> sent = new CompletableFuture<>();

    ThreadRole.READER.run(
        () -> {
          try {
            sent.complete(publish(10_000, in(30_000)));
          } catch (Exception e) {
            sent.completeExceptionally(e);
          }
        });

    assertThat(sent.get(0, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void anInterruptEndsAWaitForRoomAndNothingElse() throws Exception {
    socket.take(0);
    assertThat(publish(LinkWriter.ROOM, in(1_000))).isTrue();
    CompletableFuture<Throwable> outcome = new CompletableFuture<>();
    Thread publisher =
        new Thread(
            () -> {
              try {
                publish(10_000, in(30_000));
              } catch (Exception e) {
                outcome.complete(e);
              }
            });
    publisher.start();

    publisher.interrupt();

    assertThat(outcome.get(20, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    publish(); // goes on: nobody waits
    assertThat(Thread.interrupted()).isTrue();
    assertThat(writer.ended()).isNull();
  }

  @Test
  void aSocketThatTakesNothingForTooLongEndsTheLinkAndWhoeverWaitsForIt() throws Exception {
    writer.patience(Duration.ofMillis(300));
    socket.take(0);
    long begun = System.nanoTime();
    assertThat(publish(LinkWriter.ROOM, in(1_000))).isTrue();

    Future<Boolean> waiting = threads.submit(() -> publish(10_000, in(30_000)));

    assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS))
        .hasRootCauseMessage(writer.ended().getMessage());
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isBetween(Duration.ofMillis(300), Duration.ofSeconds(20));
    assertThat(writer.ended())
        .hasMessageMatching("the broker has read nothing for \\d+\\.\\d+ s .*");
    Deadline closed = in(20_000); // after who waits was told
    while (!socket.isClosed()) {
      assertThat(closed.isPassed()).isFalse();
      Thread.onSpinWait();
    }
    assertThatThrownBy(this::publish).hasMessageContaining("has read nothing");
  }

  @Test
  void aSocketThatTakesALittleNowAndThenDoesNotEndTheLink() throws Exception {
    writer.patience(Duration.ofMillis(400));
    socket.take(1);
    assertThat(publish(1_000, in(1_000))).isTrue();

    for (int i = 0; i < 10; i++) {
      socket.take(1);
      socket.awaitBytes(i + 2);
      TimeUnit.MILLISECONDS.sleep(100); // the time that must not add up
    }

    assertThat(writer.ended()).isNull();
  }

  @Test
  void aBrokerThatSaysThatItReadsNothingForNowMayTakeItsTime() throws Exception {
    AtomicBoolean blocked = new AtomicBoolean(true);
    writer.excuseWhile(blocked::get);
    writer.patience(Duration.ofMillis(100));
    socket.take(0);
    assertThat(publish(1_000, in(1_000))).isTrue();
    socket.awaitFull();
    TimeUnit.MILLISECONDS.sleep(400); // the time that must not count

    assertThat(writer.ended()).isNull();

    blocked.set(false);
    Deadline deadline = in(20_000);
    while (writer.ended() == null) {
      assertThat(deadline.isPassed()).isFalse();
      Thread.onSpinWait();
    }
  }

  @Test
  void aHeartbeatLeavesThoughAPublisherIsExpectedThatNeverComes() throws Exception {
    LinkSocket link = new LinkSocket(socket, new Socket(), in(1_000));
    link.writer().expectPublisher();

    link.writeFrame(new Frame(AMQP.FRAME_HEARTBEAT, 0));

    assertThat(socket.size()).isEqualTo(FRAME);
  }

  @Test
  void aLinkThatIsStalledSaysSoAndClosesAtOnce() throws Exception {
    assertThat(writer.isStalled()).isFalse();
    socket.take(0);
    publish();
    socket.awaitFull();
    while (!writer.isStalled()) {
      Thread.onSpinWait();
    }

    long begun = System.nanoTime();
    writer.close();

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    assertThat(socket.isClosed()).isTrue();
    assertThat(writer.isStalled()).isFalse();
  }

  @Test
  void whoWaitsUntilAllIsSentHasWrittenWhatNobodyFlushes() throws Exception {
    writer.hold(this::publish);

    assertThat(writer.awaitSent(in(50_000))).isTrue();
    assertThat(socket.size()).isEqualTo(FRAME);
  }

  @Test
  void closingSendsWhatTheSocketTakes() throws IOException {
    writer.hold(this::publish);

    writer.close();
    writer.close();

    assertThat(socket.size()).isEqualTo(FRAME);
    assertThat(socket.isClosed()).isTrue();
  }

  @Test
  void aWriteThatFailsEndsTheLinkAndIsToldToAll() {
    socket.failure = new IOException("broken pipe");

    assertThatThrownBy(this::publish).hasMessage("broken pipe");
    assertThatThrownBy(this::publish).hasMessage("broken pipe");
    assertThat(socket.isClosed()).isTrue();
  }

  @Test
  void aWriteThatFailsWithNoExceptionOfTheSocketEndsTheLink() {
    socket.bug = new IllegalStateException("of a TLS provider");

    assertThatThrownBy(this::publish).hasMessage("of a TLS provider");
    assertThatThrownBy(this::publish).hasMessageContaining("of a TLS provider");
    assertThat(socket.isClosed()).isTrue();
  }

  @Test
  void theMessagesOfEachChannelStayInOrderAndInOnePiece() throws Exception {
    int channels = 100;
    int messages = 5;
    socket.take(0);
    Future<?> peer =
        threads.submit(
            () -> {
              while (!Thread.currentThread().isInterrupted()) {
                socket.take(3_000); // a tiny buffer
                Thread.onSpinWait();
              }
            });
    CountDownLatch go = new CountDownLatch(1);
    List<Future<?>> publishers = new ArrayList<>();
    AtomicLong expected = new AtomicLong();
    for (int c = 1; c <= channels; c++) {
      int channel = c;
      publishers.add(
          threads.submit(
              () -> {
                go.await();
                for (int m = 0; m < messages; m++) {
                  int size = 5_000 + 13 * channel;
                  LinkWriter.Room room = writer.room(size, in(50_000));
                  assertThat(room).isNotNull();
                  for (int part = 0; part < 3; part++) { // as method, header and body
                    ByteBuffer payload = ByteBuffer.allocate(part == 2 ? size : 8);
                    payload.putInt(m).putInt(part);
                    Frame frame = frame(1 + part, channel, payload.array());
                    writer.add(frame);
                    expected.addAndGet(frame.size());
                  }
                  room.release();
                  writer.flush();
                }
                return null;
              }));
    }
    go.countDown();
    for (Future<?> publisher : publishers) {
      publisher.get(50, TimeUnit.SECONDS);
    }
    socket.awaitBytes((int) expected.get());
    peer.cancel(true);

    Map<Integer, Integer> seen = new HashMap<>();
    ByteBuffer stream = ByteBuffer.wrap(socket.bytes());
    while (stream.hasRemaining()) {
      int type = stream.get();
      int channel = stream.getShort();
      int end = stream.position() + 4 + stream.getInt(stream.position());
      stream.getInt();
      int number = seen.merge(channel, 1, Integer::sum) - 1;
      assertThat(List.of(stream.getInt(), stream.getInt(), type))
          .isEqualTo(Arrays.asList(number / 3, number % 3, 1 + number % 3));
      stream.position(end);
      assertThat(stream.get() & 0xff).isEqualTo(AMQP.FRAME_END);
    }
    assertThat(seen).hasSize(channels).allSatisfy((c, n) -> assertThat(n).isEqualTo(3 * messages));
  }

  @Test
  void whatTasksOfAboutTheSameTimeWriteLeavesWithOneWrite() throws Exception {
    CountDownLatch done = new CountDownLatch(3);
    for (Duration delay : List.of(Duration.ofMinutes(5), Duration.ofMinutes(3), Duration.ZERO)) {
      writer.after(
          delay,
          () -> {
            publishUnchecked();
            done.countDown();
          });
    }

    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    socket.awaitBytes(3 * FRAME);
    assertThat(socket.writes()).isEqualTo(1);
    assertThat(socket.writers()).containsExactly(ownThread);
  }

  @Test
  void aTaskThatFailsKeepsNothingOfTheOthersBack() throws Exception {
    writer.after(Duration.ofMillis(20), this::publishUnchecked);
    writer.after(
        Duration.ofMillis(20),
        () -> {
          throw new OutOfMemoryError("for a moment");
        });
    writer.after(Duration.ofMillis(20), this::publishUnchecked);

    socket.awaitBytes(2 * FRAME);
    assertThat(writer.ended()).isNull();
  }

  @Test
  void aTaskThatIsTakenBackIsNotDone() throws Exception {
    Scheduler.Task task = writer.after(Duration.ofMinutes(5), this::publishUnchecked);
    CompletableFuture<Void> other = new CompletableFuture<>();

    task.cancel();
    writer.after(Duration.ZERO, () -> other.complete(null)); // would take the first one with it

    other.get(20, TimeUnit.SECONDS);
    assertThat(socket.size()).isZero();
  }

  @Test
  void aTaskThatIsDueSoonerDoesNotWaitForALaterOne() throws Exception {
    CompletableFuture<Void> soon = new CompletableFuture<>();
    writer.after(Duration.ofMinutes(5), () -> {});

    writer.after(Duration.ofMillis(5), () -> soon.complete(null));

    soon.get(20, TimeUnit.SECONDS);
  }
}
