package org.rarebit.ra.wire;

/**
 * A binding to make. It has no arguments. Immutable.
 *
 * @param queue the name of the queue
 * @param exchange the name of the exchange
 * @param routingKey the binding key
 */
public record Binding(String queue, String exchange, String routingKey) {}
