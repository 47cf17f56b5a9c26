/**
 * The broker as the adapter sees it: links (sockets), channels, deliveries, deadlines. The sole
 * importer of the RabbitMQ client, and free of Jakarta: it runs in plain Java. The client's own
 * recovery is off; an outbound link that is lost fails its users, and an inbound one is replaced by
 * its {@link org.rarebit.ra.broker.LinkKeeper}.
 */
package org.rarebit.ra.broker;
