package org.rarebit.cdi;

import java.util.List;
import org.rarebit.api.UndeliveredListener;
import org.rarebit.api.UndeliveredMessage;

/** Tells the listeners of an application that are beans. Made through a service file. */
public final class BeanUndeliveredListeners implements UndeliveredListener {

  private static final System.Logger LOG =
      System.getLogger(BeanUndeliveredListeners.class.getName());

  /** For the service file. */
  public BeanUndeliveredListeners() {}

  @Override
  public void undelivered(UndeliveredMessage message) {
    List<UndeliveredListener> listeners = ServiceBeans.ofApplication(UndeliveredListener.class);
    if (listeners == null) {
      return;
    }
    for (UndeliveredListener listener : listeners) {
      try {
        listener.undelivered(message);
      } catch (RuntimeException | Error e) { // the others are told all the same
        LOG.log(
            System.Logger.Level.ERROR,
            "The bean " + listener.getClass().getName() + " failed, told that a message is lost",
            e);
      }
    }
  }
}
