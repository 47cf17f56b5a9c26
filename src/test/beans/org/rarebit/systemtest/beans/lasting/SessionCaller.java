package org.rarebit.systemtest.beans.lasting;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.SessionScoped;
import jakarta.inject.Inject;
import java.io.Serializable;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.cdi.RpcTarget;

/** Is kept in the session, with what it was given. */
@SessionScoped
public class SessionCaller implements Serializable {

  private static final long serialVersionUID = 1L;

  @Resource(lookup = "java:app/rarebit/rpc")
  private RpcConnectionFactory rpc;

  @Inject
  @RpcTarget(topic = Adder.TOPIC)
  private Adder injected;

  private Kept kept;

  @PostConstruct
  void keep() {
    kept = new Kept(rpc);
  }

  String use() {
    return kept.use() + " injected=" + Kept.outcome(() -> injected.add(1, 2));
  }
}
