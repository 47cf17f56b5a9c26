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
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.bench.load.Load;
import org.rarebit.bench.load.LoadCommand;

/**
 * Makes the load in a server: a command in, its measurement out. Its view is one of the JDK's, so
 * that who starts the server can ask it without sharing classes with the application.
 */
@Singleton
@Local(UnaryOperator.class)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class Control implements UnaryOperator<String> {

  @Resource(lookup = "java:app/rarebit/rpc")
  private RpcConnectionFactory rpc;

  @Resource private ManagedThreadFactory threads;

  @Resource private UserTransaction transaction;

  /** For the container. */
  public Control() {}

  @Override
  public String apply(String command) {
    try (BeanCallingSide side = new BeanCallingSide(rpc, threads, transaction)) {
      return new Load(side).run(LoadCommand.parse(command)).toString();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
