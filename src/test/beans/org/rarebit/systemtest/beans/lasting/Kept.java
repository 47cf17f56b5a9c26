package org.rarebit.systemtest.beans.lasting;

import java.io.Serializable;
import java.util.function.LongSupplier;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;

/** A connection factory and what an application has made of it, in fields, as it may keep them. */
final class Kept implements Serializable {

  private static final long serialVersionUID = 1L;

  private final RpcConnectionFactory factory;
  private final RpcClient client;
  private final Adder proxy;
  private final transient boolean original; // false for what was read

  Kept(RpcConnectionFactory factory) {
    this.factory = factory;
    this.client = factory.client(Target.topic(Adder.TOPIC));
    this.proxy = factory.proxy(Adder.class, Target.topic(Adder.TOPIC));
    this.original = true;
  }

  /** What comes of 1 + 2 by each of them. */
  String use() {
    return (original ? "original" : "copy")
        + " factory="
        + outcome(this::byFactory)
        + " client="
        + outcome(() -> client.request("add").arg("a", 1).arg("b", 2).call(Long.class))
        + " proxy="
        + outcome(() -> proxy.add(1, 2));
  }

  private long byFactory() {
    try (RpcConnection connection = factory.getConnection()) {
      return connection.proxy(Adder.class, Target.topic(Adder.TOPIC)).add(1, 2);
    }
  }

  static String outcome(LongSupplier call) {
    try {
      return Long.toString(call.getAsLong());
    } catch (RuntimeException e) {
      return e.toString();
    }
  }
}
