package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.rarebit.api.Notifier;
import org.rarebit.api.RpcConnection;
import org.rarebit.ra.inbound.NotificationActivationSpec;

/** An adapter beside a broker of its own, whose beans are to hear what a notifier tells. */
abstract class HearingFixture {

  AdapterFixture fixture;
  Notifier notifier;
  RpcConnection connection;

  @BeforeEach
  void startAdapter() throws Exception {
    fixture = AdapterFixture.start();
    connection = fixture.connect();
    notifier = connection.notifier("billing.web1");
  }

  @AfterEach
  void stopAdapter() {
    connection.close();
    fixture.close();
  }

  /** Of all priorities; what is requeued again and again comes soon. */
  static NotificationActivationSpec spec() {
    NotificationActivationSpec spec = new NotificationActivationSpec();
    spec.setRequeueDelayMillis(100L);
    return spec;
  }

  /** Of some priorities, separated by commas. */
  static NotificationActivationSpec spec(String priorities) {
    NotificationActivationSpec spec = spec();
    spec.setPriorities(priorities);
    return spec;
  }

  /** Activates a bean and waits until it consumes from the queue. */
  final Hearing hear(NotificationActivationSpec spec, String queue) throws Exception {
    Hearing hearing = Hearing.start(fixture, spec);
    fixture.awaitConsumers(queue, 1);
    return hearing;
  }

  /** Waits until a queue is empty and all that came from it is settled. */
  final void awaitSettled(String queue) throws InterruptedException {
    assertThat(
            fixture
                .broker()
                .await(
                    AdapterFixture.PATIENCE,
                    b -> b.messageCount(queue) == 0 && b.unackedCount(queue) == 0))
        .as("all of %s is settled", queue)
        .isTrue();
  }
}
