package org.rarebit.ra.wire;

/**
 * Where a message is published. Immutable.
 *
 * @param exchange the name of the exchange; empty is the broker's default exchange
 * @param routingKey the routing key
 */
public record Route(String exchange, String routingKey) {}
