package org.rarebit.systemtest.beans.lasting;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.PostActivate;
import jakarta.ejb.PrePassivate;
import jakarta.ejb.Stateful;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.cdi.RpcTarget;

/** Keeps what it was given while it is passivated. */
@Stateful
public class StatefulCaller {

  private static final Set<String> PASSIVATED = ConcurrentHashMap.newKeySet();

  @Resource(lookup = "java:app/rarebit/rpc")
  private RpcConnectionFactory rpc;

  @Inject
  @RpcTarget(topic = Adder.TOPIC)
  private Adder injected;

  private Kept kept;
  private String name = "";
  private int activations;

  @PostConstruct
  void keep() {
    kept = new Kept(rpc);
  }

  @PrePassivate
  void passivated() {
    PASSIVATED.add(name);
  }

  @PostActivate
  void activated() {
    activations++;
  }

  /** Whether one of them was written since it was used. */
  static boolean isPassivated(String name) {
    return PASSIVATED.contains(name);
  }

  /** How often it came back, and what comes of 1 + 2. */
  public String use(String itsName) {
    name = itsName;
    PASSIVATED.remove(name);
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
