package org.rarebit.systemtest.beans.serving;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJB;
import jakarta.ejb.MessageDriven;
import java.util.List;
import org.rarebit.api.RpcListener;

/** The server "two". */
@MessageDriven(
    messageListenerInterface = RpcListener.class,
    activationConfig = {
      @ActivationConfigProperty(propertyName = "topic", propertyValue = Twin.TOPIC),
      @ActivationConfigProperty(propertyName = "server", propertyValue = TwinTwoBean.NAME)
    })
public class TwinTwoBean implements RpcListener, Twin {

  static final String NAME = "two";

  @EJB private Records records;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void record(String line) {
    records.add(NAME, line);
  }

  @Override
  public List<String> recorded() {
    return records.of(NAME);
  }
}
