package org.rarebit.testkit.broker;

/** Something was asked about a queue that does not answer, and so the channel does not either. */
final class StalledQueueException extends RuntimeException {

  private static final long serialVersionUID = 1L;
}
