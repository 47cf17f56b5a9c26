package org.rarebit.systemtest.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.Set;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** The message-driven beans in the server of the tests, which runs in this JVM. */
public final class Activations {

  private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

  private Activations() {}

  /**
   * Waits until there are some and all of them are served by the broker: a deployment does not wait
   * for it, and what is called before is undeliverable.
   */
  public static void awaitActive() throws Exception {
    Eventually.assertThat(
        () -> {
          Set<ObjectName> all =
              SERVER.queryNames(new ObjectName("org.rarebit:type=Activation,*"), null);
          assertThat(all).isNotEmpty();
          for (ObjectName one : all) {
            assertThat(SERVER.getAttribute(one, "State")).as("%s", one).isEqualTo("ACTIVE");
          }
        });
  }
}
