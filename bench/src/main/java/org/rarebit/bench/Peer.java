package org.rarebit.bench;

/**
 * What is compared: who calls, and who answers.
 *
 * @param name for the report
 * @param callsByHand whether RabbitMQ's client is used by hand to call, rather than the adapter
 * @param topic of the server that answers
 */
record Peer(String name, boolean callsByHand, String topic) {

  /** The yardstick: RabbitMQ's client by hand, with the envelope, on both sides. */
  static final Peer RAW = new Peer("raw-oslo", true, Servers.RAW_TOPIC);

  /** The adapter on both sides. */
  static final Peer RAREBIT = new Peer("rarebit", false, Servers.RAREBIT_TOPIC);

  /** The adapter calls. */
  static final Peer RAREBIT_CALLS = new Peer("rarebit calls raw-oslo", false, Servers.RAW_TOPIC);

  /** The adapter serves. */
  static final Peer RAREBIT_SERVES =
      new Peer("raw-oslo calls rarebit", true, Servers.RAREBIT_TOPIC);
}
