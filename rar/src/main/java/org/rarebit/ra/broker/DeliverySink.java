package org.rarebit.ra.broker;

/** Takes what a consumer gets. Called on the link's reader thread: must neither block nor throw. */
public interface DeliverySink {

  /**
   * A message came.
   *
   * @param delivery now owned by the sink, who settles it once
   */
  void deliver(Delivery delivery);

  /**
   * The broker has ended the consumer, usually because its queue was deleted. Nothing more comes
   * from it.
   *
   * @param queue the queue's name
   */
  void cancelled(String queue);
}
