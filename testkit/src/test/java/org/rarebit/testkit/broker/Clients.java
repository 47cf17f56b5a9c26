package org.rarebit.testkit.broker;

import com.rabbitmq.client.ConnectionFactory;

/** Clients of an embedded broker. */
final class Clients {
  private Clients() {}

  /** A factory of connections that do not recover by themselves. */
  static ConnectionFactory factory(EmbeddedBroker broker) {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(broker.port());
    factory.setAutomaticRecoveryEnabled(false);
    return factory;
  }
}
