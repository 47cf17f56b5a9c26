package org.rarebit.systemtest.support;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.arquillian.container.test.api.Deployer;

/** An application that comes and goes. */
public final class Redeployments {

  private static final int CALLERS = 8;
  private static final int TIMES = 10;
  private static final int SERVED_EACH_TIME = 20;

  private Redeployments() {}

  /**
   * Deploys and undeploys the application of the bean that comes and goes ten times, while eight
   * callers call; fails unless every call is answered and every request runs once.
   */
  public static void underLoad(Deployer deployer, String deployment) throws Exception {
    Activations.awaitActive(); // of the bean that stays
    try (CallLoad load = new CallLoad(CALLERS)) {
      for (int i = 0; i < TIMES; i++) {
        deployer.deploy(deployment);
        long before = CallLoad.servedByTheMoving();
        Eventually.assertThat(
            () -> {
              load.check();
              assertThat(CallLoad.servedByTheMoving()).isGreaterThan(before + SERVED_EACH_TIME);
            });
        deployer.undeploy(deployment);
      }
      int requests = load.endAndRequireEachOnce();
      System.out.printf(
          "%d redeployments under load: %d requests, %d of them served by what came and went%n",
          TIMES, requests, CallLoad.servedByTheMoving());
    }
  }
}
