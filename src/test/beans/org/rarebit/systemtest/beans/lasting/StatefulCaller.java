package org.rarebit.systemtest.beans.lasting;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.PostActivate;
import jakarta.ejb.PrePassivate;
import jakarta.ejb.Stateful;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicInteger;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.cdi.RpcTarget;

/** Keeps what it was given while it is passivated. */
@Stateful
public class StatefulCaller {

  private static final AtomicInteger PASSIVATIONS = new AtomicInteger();

  @Resource(lookup = "java:app/rarebit/rpc")
  private RpcConnectionFactory rpc;

  @Inject
  @RpcTarget(topic = Adder.TOPIC)
  private Adder injected;

  private Kept kept;
  private int activations;

  @PostConstruct
  void keep() {
    kept = new Kept(rpc);
  }

  @PrePassivate
  void passivated() {
    PASSIVATIONS.incrementAndGet();
  }

  @PostActivate
  void activated() {
    activations++;
  }

  /** How often one of them was written. */
  static int passivations() {
    return PASSIVATIONS.get();
  }

  /** How often it came back, and what comes of 1 + 2. */
  public String use() {
    return "activations="
        + activations
        + " "
        + kept.use()
        + " resource="
        + Kept.outcome(() -> new Kept(rpc).use().length())
        + " injected="
        + Kept.outcome(() -> injected.add(1, 2));
  }
}
