package org.rarebit.systemtest.beans.pooling;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJB;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.ArrayList;
import java.util.List;
import org.rarebit.api.Arg;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;
import org.rarebit.api.Target;

/** Uses the pools of the test: each method is a way to use one. */
@MessageDriven(
    messageListenerInterface = RpcListener.class,
    activationConfig = @ActivationConfigProperty(propertyName = "topic", propertyValue = "pooling"))
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class PoolBean implements RpcListener {

  @EJB private Pools pools;

  @EJB private HandleKeeper keeper;

  @Resource(lookup = "java:app/rarebit/rpc", shareable = false)
  private RpcConnectionFactory unshareable;

  /** Takes so many handles, calls through each, and closes them after some time. */
  @RpcMethod
  public int hold(@Arg("pool") String pool, @Arg("handles") int handles, @Arg("millis") long millis)
      throws InterruptedException {
    return hold(pools.find(pool), handles, millis);
  }

  /** The same in a transaction. */
  @RpcMethod
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public int holdInTransaction(
      @Arg("pool") String pool, @Arg("handles") int handles, @Arg("millis") long millis)
      throws InterruptedException {
    return hold(pools.find(pool), handles, millis);
  }

  /** The same in a transaction, where no two handles may share a connection. */
  @RpcMethod
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public int holdUnshareable(@Arg("handles") int handles, @Arg("millis") long millis)
      throws InterruptedException {
    return hold(unshareable, handles, millis);
  }

  private static int hold(RpcConnectionFactory factory, int handles, long millis)
      throws InterruptedException {
    List<RpcConnection> connections = new ArrayList<>();
    try {
      for (int i = 0; i < handles; i++) {
        connections.add(factory.getConnection());
      }
      int answers = 0;
      for (RpcConnection connection : connections) {
        connection.client(Target.topic("calculator")).request("add").arg("a", 1).arg("b", 2).call();
        answers++;
      }
      Thread.sleep(millis); // holding them is what this method is for
      return answers;
    } finally {
      connections.forEach(RpcConnection::close);
    }
  }

  /** Casts in a transaction that then takes some time. */
  @RpcMethod
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public void castInTransaction(@Arg("pool") String pool, @Arg("millis") long millis)
      throws InterruptedException {
    try (RpcConnection connection = pools.find(pool).getConnection()) {
      connection.client(Target.topic("calculator")).request("log").arg("line", pool).cast();
    }
    System.setProperty("systemtest.pooling.cast", pool);
    Thread.sleep(millis); // being slow is what this method is for
  }

  /** Calls on a connection of a user of its own. */
  @RpcMethod
  public void callAs(
      @Arg("pool") String pool, @Arg("user") String user, @Arg("password") String password) {
    try (RpcConnection connection = pools.find(pool).getConnection(user, password)) {
      connection.client(Target.topic("calculator")).request("add").arg("a", 1).arg("b", 2).call();
    }
  }

  /** Another bean takes a handle and keeps it. */
  @RpcMethod
  public int keep(@Arg("pool") String pool) {
    return keeper.keep(pools.find(pool));
  }

  /** That bean calls through one that it keeps. */
  @RpcMethod
  public long useKept(@Arg("index") int index) {
    return keeper.use(index);
  }

  /** That bean closes them. */
  @RpcMethod
  public void closeKept() {
    keeper.close();
  }
}
