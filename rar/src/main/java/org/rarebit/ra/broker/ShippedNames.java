package org.rarebit.ra.broker;

import com.rabbitmq.client.ConnectionFactory;

/** What classes of RabbitMQ's client are called here: the archive has them under other names. */
public final class ShippedNames {

  private static final String ORIGINAL = String.join(".", "com", "rabbitmq"); // else it is renamed

  private static final String ROOT =
      ConnectionFactory.class
          .getPackageName()
          .substring(0, ConnectionFactory.class.getPackageName().lastIndexOf('.'));

  private ShippedNames() {}

  /**
   * The name of a class in this JVM.
   *
   * @param original as in the client's own jar; or the name of any other class
   * @return the name that the class loader knows
   */
  public static String of(String original) {
    return original.startsWith(ORIGINAL) ? ROOT + original.substring(ORIGINAL.length()) : original;
  }
}
