package org.rarebit.ra.client;

import org.rarebit.ra.broker.BrokerSettings;

/**
 * How one user of a broker calls. Immutable.
 *
 * @param broker where and who
 * @param controlExchange the exchange of targets that name none
 * @param failFast whether a call fails at once that no queue takes
 * @param confirmCasts whether a cast waits until the broker has it
 * @param mandatoryCasts whether a cast fails that no queue takes
 * @param retry how often is tried again what could not be sent; negative: until its deadline
 */
public record ClientSettings(
    BrokerSettings broker,
    String controlExchange,
    boolean failFast,
    boolean confirmCasts,
    boolean mandatoryCasts,
    int retry) {}
