package org.rarebit.ra.server;

import org.rarebit.ra.broker.Delivery;

/**
 * A delivery and where it comes from.
 *
 * @param delivery to be settled once
 * @param queue its queue's name
 * @param topic of the notification
 * @param comesAgain true if it came before, as far as we or the broker know
 */
record Arrival(Delivery delivery, String queue, String topic, boolean comesAgain) {

  /** It is to be heard again without the broker's help. */
  Arrival again() {
    return new Arrival(delivery, queue, topic, true);
  }
}
