package org.rarebit.systemtest.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Broker;
import org.rarebit.systemtest.support.Eventually;
import org.rarebit.systemtest.support.RawPublisher;

/** A transacted bean hears notifications and sends its own. */
@ExtendWith(ArquillianExtension.class)
class NotificationsIT {

  @Deployment(testable = false)
  static EnterpriseArchive ear() {
    Broker.shared().useForDeployments();
    return Archives.exampleEarWithBeans("hearing");
  }

  /** What was rolled back was not told; what the bean does not handle comes again. */
  @ParameterizedTest
  @CsvSource({"plain, 1", "fail, 1", "refuse, 2", "rollback, 1", "requeue, 2"})
  void whatABeanTellsLeavesWithItsCommit(String event, long told) throws Exception {
    try (RawPublisher publisher = new RawPublisher(Broker.shared().url())) {
      // there once the bean listens; until then, nobody would get it
      Eventually.assertThat(() -> assertThat(waiting("systemtest_hearing.sample")).isZero());

      publisher.publish(
          "systemtest_hearing.info", "{\"priority\": \"INFO\", \"event_type\": \"" + event + "\"}");
    }

    Eventually.assertThat(
        () -> assertThat(waiting("systemtest_" + event + ".info")).isEqualTo(told));
    assertThat(waiting("systemtest_hearing.info")).isZero();
  }

  private static long waiting(String queue) throws Exception {
    try (RawPublisher channel = new RawPublisher(Broker.shared().url())) {
      return channel.waiting(queue);
    } catch (IOException e) {
      throw new AssertionError("There is no queue " + queue, e);
    }
  }
}
