package org.rarebit.testkit.broker;

import java.util.Map;

/**
 * A binding of an exchange to a queue or to another exchange; two with the same parts are one.
 *
 * @param toQueue false if the destination is an exchange
 */
record Binding(String destination, boolean toQueue, String key, Map<String, Object> arguments) {}
