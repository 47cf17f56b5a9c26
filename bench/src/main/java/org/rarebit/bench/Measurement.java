package org.rarebit.bench;

/**
 * The figures of one turn of one peer.
 *
 * @param callsPerSecond of all callers together
 * @param p50Micros median latency
 * @param p99Micros latency that one call in a hundred exceeds
 * @param clientMillis processor time of the calling JVM for a thousand calls
 * @param serverMillis processor time of the answering JVM for a thousand calls
 */
record Measurement(
    double callsPerSecond,
    double p50Micros,
    double p99Micros,
    double clientMillis,
    double serverMillis) {}
