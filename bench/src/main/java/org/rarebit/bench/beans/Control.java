package org.rarebit.bench.beans;

import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.EJB;
import jakarta.ejb.Local;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.rarebit.bench.load.CallingSide;
import org.rarebit.bench.load.EchoClient;
import org.rarebit.bench.load.Load;
import org.rarebit.bench.load.LoadCommand;

/**
 * Makes the load in a server: a command in, its measurement out. Its view is one of the JDK's, so
 * that who starts the server can ask it without sharing classes with the application.
 */
@Singleton
@Local(UnaryOperator.class)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Control implements UnaryOperator<String> {

  @EJB private Caller caller;

  /** For the container. */
  public Control() {}

  @Override
  public String apply(String command) {
    try (BeanCallingSide side = new BeanCallingSide(caller)) {
      return new Load(side).run(LoadCommand.parse(command)).toString();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private record BeanCallingSide(Caller caller) implements CallingSide {

    @Override
    public EchoClient newClient(String topic) {
      return new BeanClient(caller, topic);
    }

    @Override
    public void close() {
      // the container's pool keeps the connections
    }
  }

  private record BeanClient(Caller caller, String topic) implements EchoClient {

    @Override
    public String echo(String text) throws Exception {
      return caller.echo(topic, text);
    }

    @Override
    public CompletionStage<String> echoAsync(String text) throws Exception {
      return caller.echoAsync(topic, text);
    }

    @Override
    public void cast(String text, int count) throws Exception {
      if (count == 1) {
        caller.cast(topic, text);
      } else {
        caller.castAll(topic, text, count);
      }
    }

    @Override
    public void close() {
      // nothing is held between calls
    }
  }
}
