package org.rarebit.example;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import org.rarebit.api.RpcListener;

/**
 * Serves {@link Calculator}: the contract's methods are the remote ones, and nothing else of the
 * bean can be reached. Implementations need not declare what only callers meet.
 *
 * <p>This bean only computes, so it does without the transaction that it would get by default.
 */
@MessageDriven(
    messageListenerInterface = RpcListener.class,
    activationConfig =
        @ActivationConfigProperty(propertyName = "topic", propertyValue = Calculator.TOPIC))
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class CalculatorBean implements RpcListener, Calculator {

  private static final System.Logger LOG = System.getLogger(CalculatorBean.class.getName());

  @Override
  public long add(long a, long b) {
    return Math.addExact(a, b);
  }

  @Override
  public long divide(long dividend, long divisor) {
    if (divisor == 0) {
      throw new DivisionByZeroException(dividend);
    }
    return dividend / divisor;
  }

  @Override
  public String describe(String text) {
    int length = text.codePointCount(0, text.length());
    return length + " characters, backwards: " + new StringBuilder(text).reverse();
  }

  @Override
  public Summary summarize(Series series) {
    return Summary.of(series);
  }

  @Override
  public void log(String line) {
    LOG.log(System.Logger.Level.INFO, "calculator: {0}", line);
  }

  @Override
  public ServerInfo who() {
    return ServerInfo.ofThisProcess();
  }
}
