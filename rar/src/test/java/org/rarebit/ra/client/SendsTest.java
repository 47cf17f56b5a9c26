package org.rarebit.ra.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rarebit.api.RequestContext;
import org.rarebit.api.Target;
import org.rarebit.ra.AdapterFixture;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.OutgoingMessage;
import org.rarebit.ra.wire.Route;

/** Calls whose link, channel or caller does something at an awkward moment. */
@Timeout(90)
class SendsTest {

  private static final Route CALCULATOR = new Route("openstack", "calculator");
  private static final Route NOWHERE = new Route("no.such.exchange", "x");

  private AdapterFixture fixture;
  private AdapterServices services;

  @BeforeEach
  void start() throws Exception {
    fixture = AdapterFixture.start();
    services = fixture.adapter().services();
    fixture.serve();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(30));
  }

  private Sends open(int retry) throws Exception {
    return Sends.open(
        services,
        new ClientSettings(services.defaults(), "openstack", true, true, false, retry),
        new SendCounters(),
        soon());
  }

  private static OutboundRequest request(String method, Map<String, ?> args, int seconds) {
    return OutboundRequest.now(
        Target.topic("calculator"),
        method,
        args,
        RequestContext.empty(),
        null,
        Duration.ofSeconds(seconds),
        Duration.ZERO);
  }

  private static OutboundRequest add(int seconds) {
    return request("add", Map.of("a", 1, "b", 1), seconds);
  }

  private static CompletableFuture<Object> onAThread(java.util.concurrent.Callable<Object> task) {
    CompletableFuture<Object> answer = new CompletableFuture<>();
    new Thread(
            () -> {
              try {
                answer.complete(task.call());
              } catch (Throwable e) {
                answer.completeExceptionally(e);
              }
            })
        .start();
    return answer;
  }

  @Test
  void aCallThatIsTriedAgainOnAnotherLinkKeepsThatLinkUntilItsReply() throws Exception {
    AdapterFixture beside = fixture.startBeside(adapter -> {}); // has no link for replies
    services = beside.adapter().services();
    try (beside;
        Sends sends = open(10)) {
      assertThat(sends.call(add(20), long.class)).isEqualTo(2L);
      fixture.dropConnections();
      fixture.awaitConsumers("calculator", 1);
      CompletableFuture<Object> answer =
          onAThread(() -> sends.call(request("later", Map.of("value", 7), 20), long.class));
      var promise = fixture.desk().promises.poll(20, TimeUnit.SECONDS);

      assertThat(catchThrowable(() -> answer.get(500, TimeUnit.MILLISECONDS)))
          .as("it waits")
          .isInstanceOf(java.util.concurrent.TimeoutException.class);
      promise.result().complete(promise.value());
      assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo(7L);
    }
  }

  private static final CountDownLatch CONVERTING = new CountDownLatch(1);
  private static final CountDownLatch CONVERTED = new CountDownLatch(1);

  /** A result that takes long to be read. */
  public static final class Slow {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Slow of(long value) throws InterruptedException {
      CONVERTING.countDown();
      assertThat(CONVERTED.await(60, TimeUnit.SECONDS)).isTrue();
      return new Slow();
    }
  }

  @Test
  void whoReadsALargeResultHoldsUpNobodyElse() throws Exception {
    try (Sends one = open(0);
        Sends other = open(0)) {
      assertThat(one.link()).isSameAs(other.link());
      assertThat(other.call(add(20), long.class)).isEqualTo(2L);
      CompletableFuture<Object> slow = onAThread(() -> one.call(add(20), Slow.class));
      assertThat(CONVERTING.await(20, TimeUnit.SECONDS)).isTrue();

      Throwable failure = catchThrowable(() -> other.call(add(20), long.class));

      CONVERTED.countDown();
      assertThat(slow.get(30, TimeUnit.SECONDS)).isNotNull();
      assertThat(failure).isNull();
    }
  }

  private static volatile Sends nested;

  /** A result that asks for more while it is read. */
  public static final class Nesting {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Nesting of(long value) throws Exception {
      assertThat(nested.call(add(20), long.class)).isEqualTo(2L);
      return new Nesting();
    }
  }

  @Test
  void aResultMayAskForMoreWhileItIsRead() throws Exception {
    try (Sends sends = open(0)) {
      nested = sends;
      assertThat(sends.call(add(20), Nesting.class)).isNotNull();
    } finally {
      nested = null;
    }
  }

  @Test
  void whoIsWokenAndDoesNotComeHoldsUpNobodyForLong() throws Exception {
    try (Sends sends = open(0)) {
      sends.link().expectPublisher(); // and nothing of it

      assertThat(sends.call(add(20), long.class)).isEqualTo(2L);

      sends.link().publisherCame();
    }
  }

  @Test
  void aSilenceDoesNotShortenTheDoubtOfARefusal() throws Exception {
    try (Sends sends = open(0)) {
      sends.call(add(20), long.class);
      LinkSession session = sends.own().session();
      session.answered(CALCULATOR);
      assertThat(session.channelFor(CALCULATOR, 10, sends.own(), soon())).isNotSameAs(sends.own());

      session.doubt(LinkSession.REFUSAL_DOUBT);
      session.doubt(Duration.ZERO);
      session.answered(CALCULATOR);

      assertThat(session.channelFor(CALCULATOR, 10, sends.own(), soon())).isSameAs(sends.own());
    }
  }

  @Test
  void aCallThatHasEndedIsNotSent() throws Exception {
    try (Sends sends = open(0)) {
      LinkSession session = sends.own().session();
      SendChannel shared = SendChannel.ofLink(session, soon());
      PendingCall call = expect(sends);
      assertThat(call.leaveThrough(shared, false)).isTrue(); // and waits for the channel
      shared.publishUnconfirmed(NOWHERE, message(), soon(), expect(sends)); // closes it
      awaitFailure(call);

      assertThat(sends.own().publish(CALCULATOR, message(), soon(), call)).isFalse();

      call.close();
    }
  }

  @Test
  void aCallThatHadToWaitBeforeItLeftIsToldOfItsChannelsEnd() throws Exception {
    try (Sends sends = open(0)) {
      SendChannel shared = SendChannel.ofLink(sends.own().session(), soon());
      PendingCall call = expect(sends);
      assertThat(call.leaveThrough(shared, false)).isTrue(); // while the link is blocked
      waitLongerThanARequestTravels(call);
      shared.publishUnconfirmed(NOWHERE, message(), soon(), expect(sends)); // closes it

      awaitFailure(call);
      call.close();
    }
  }

  private static void waitLongerThanARequestTravels(PendingCall call) {
    assertThat(catchThrowable(() -> call.outcome().get(1_200, TimeUnit.MILLISECONDS)))
        .isInstanceOf(java.util.concurrent.TimeoutException.class);
  }

  private static PendingCall expect(Sends sends) throws Exception {
    return sends
        .own()
        .session()
        .replies()
        .listening(soon())
        .calls()
        .expect(sends.own(), soon(), Duration.ZERO);
  }

  private static OutgoingMessage message() {
    return new OutgoingMessage(new byte[] {'{', '}'}, 0, false);
  }

  private static void awaitFailure(PendingCall call) {
    assertThat(catchThrowable(() -> call.outcome().get(20, TimeUnit.SECONDS)))
        .hasMessageContaining("no.such.exchange");
  }
}
