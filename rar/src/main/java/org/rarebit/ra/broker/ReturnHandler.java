package org.rarebit.ra.broker;

/**
 * Gets mandatory messages back that no queue took (basic.return). Called on the link's reader
 * thread.
 */
@FunctionalInterface
public interface ReturnHandler {

  /**
   * A message came back.
   *
   * @param routingKey where it should have gone
   * @param body as it was published
   */
  void returned(String routingKey, byte[] body);
}
