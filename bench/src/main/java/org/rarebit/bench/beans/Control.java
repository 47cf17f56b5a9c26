package org.rarebit.bench.beans;

import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Local;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.transaction.UserTransaction;
import java.util.function.UnaryOperator;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;
import org.rarebit.bench.load.ActivationControl;
import org.rarebit.bench.load.Load;
import org.rarebit.bench.load.LoadCommand;
import org.rarebit.bench.load.Round;

/**
 * Makes the load in a server: a command in, its measurement out. Its view is one of the JDK's, so
 * that who starts the server can ask it without sharing classes with the application.
 */
@Singleton
@Local(UnaryOperator.class)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class Control implements UnaryOperator<String> {

  private static final String TEXT = "x".repeat(200);

  @Resource(lookup = "java:app/rarebit/rpc")
  private RpcConnectionFactory rpc;

  @Resource private ManagedThreadFactory threads;

  @Resource private UserTransaction transaction;

  /** For the container. */
  public Control() {}

  @Override
  public String apply(String command) {
    String[] words = command.split(" ", -1);
    try {
      return switch (words[0]) {
        case "first" -> first(words[1]).toString();
        case "hear" -> Long.toString(Hearing.hear(words[1], Integer.parseInt(words[2])));
        case "pause" -> paused();
        case "await" -> active(Integer.parseInt(words[1]));
        default -> load(command).toString();
      };
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Round load(String command) throws Exception {
    try (BeanCallingSide side = new BeanCallingSide(rpc, threads, transaction)) {
      return new Load(side).run(LoadCommand.parse(command));
    }
  }

  private Round first(String topic) throws Exception {
    long from = System.nanoTime();
    try (RpcConnection connection = rpc.getConnection()) {
      connection.client(Target.topic(topic)).request("echo").arg("text", TEXT).call(String.class);
    }
    return new Round(1, System.nanoTime() - from, Double.NaN, Double.NaN, Double.NaN);
  }

  private static String paused() throws Exception {
    new ActivationControl().pause("");
    return "paused";
  }

  private static String active(int count) throws Exception {
    new ActivationControl().awaitActive(count);
    return "active";
  }
}
