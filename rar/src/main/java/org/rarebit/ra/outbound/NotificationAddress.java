package org.rarebit.ra.outbound;

/**
 * Where a notification goes.
 *
 * @param exchange the control exchange
 * @param topic the topic
 * @param priority in lower case
 */
record NotificationAddress(String exchange, String topic, String priority) {}
