package org.rarebit.systemtest.beans.core;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJB;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionSynchronizationRegistry;
import org.rarebit.api.Arg;
import org.rarebit.api.MessagingException;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;

/** Tells what becomes of the adapter's exceptions on their way through beans, and of the beans. */
@MessageDriven(
    messageListenerInterface = RpcListener.class,
    activationConfig =
        @ActivationConfigProperty(propertyName = "topic", propertyValue = "systemtest_sending"))
public class SendingBean implements RpcListener {

  @Resource(lookup = "java:app/rarebit/rpc")
  private RpcConnectionFactory rpc;

  @Resource private TransactionSynchronizationRegistry transactions;
  @EJB private StatefulSender enterpriseBean;
  @Inject private TransactionalSender transactional;

  /** The class of what came out of the bean; it answers afterwards, or this fails. */
  @RpcMethod
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public String throughEnterpriseBean(@Arg("line") String line) {
    int before = enterpriseBean.sent();
    String thrown = thrownBy(() -> enterpriseBean.send(line));
    return thrown + ", called " + (enterpriseBean.sent() - before);
  }

  @RpcMethod
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public String throughTransactional(@Arg("line") String line) {
    return thrownBy(() -> transactional.send(line));
  }

  private static String thrownBy(Runnable sending) {
    try {
      sending.run();
      return "nothing";
    } catch (MessagingException e) {
      return e.getClass().getSimpleName();
    }
  }

  @RpcMethod
  public void throughThis(@Arg("line") String line) {
    Sending.castAndFail(line, rpc, transactions);
  }

  @RpcMethod
  public void refuse(@Arg("line") String line) {
    throw new RefusalException(line);
  }
}
