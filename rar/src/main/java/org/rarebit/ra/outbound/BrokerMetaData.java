package org.rarebit.ra.outbound;

import jakarta.resource.spi.ManagedConnectionMetaData;

/**
 * What the broker says of itself, and who we are there.
 *
 * @param product for example RabbitMQ
 * @param version the product's
 * @param user of the managed connection
 */
record BrokerMetaData(String product, String version, String user)
    implements ManagedConnectionMetaData {

  @Override
  public String getEISProductName() {
    return product;
  }

  @Override
  public String getEISProductVersion() {
    return version;
  }

  /** Zero: no limit that we would know. */
  @Override
  public int getMaxConnections() {
    return 0;
  }

  @Override
  public String getUserName() {
    return user;
  }
}
