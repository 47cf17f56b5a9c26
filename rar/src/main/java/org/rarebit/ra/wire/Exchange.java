package org.rarebit.ra.wire;

/**
 * An exchange to declare. It has no arguments. Immutable.
 *
 * @param name its name
 * @param type {@code topic} or {@code fanout}
 * @param durable whether it survives a restart of the broker
 * @param autoDelete whether it goes with its last binding
 */
public record Exchange(String name, String type, boolean durable, boolean autoDelete) {}
