package org.rarebit.systemtest.beans.lasting;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;
import org.rarebit.cdi.RpcTarget;

/** Tells somebody else when the application comes and when it goes, by each way to a factory. */
@Startup
@Singleton
public class Notes {

  private static final String TOPIC = "systemtest_notes";

  @Resource(lookup = "java:app/rarebit/rpc")
  private RpcConnectionFactory rpc;

  @Inject
  @RpcTarget(topic = TOPIC)
  private RpcClient injected;

  @PostConstruct
  void come() {
    tell("come");
  }

  @PreDestroy
  void go() {
    tell("go");
  }

  private void tell(String what) {
    note(rpc.client(Target.topic(TOPIC)), what + " by resource");
    note(injected, what + " by injection");
    note(lookedUp().client(Target.topic(TOPIC)), what + " by lookup");
  }

  private static void note(RpcClient client, String line) {
    client.request("record").arg("line", line).cast();
  }

  @SuppressWarnings("BanJNDI") // a constant of this class
  private static RpcConnectionFactory lookedUp() {
    try {
      return InitialContext.doLookup("java:app/rarebit/rpc");
    } catch (NamingException e) {
      throw new IllegalStateException(e);
    }
  }
}
