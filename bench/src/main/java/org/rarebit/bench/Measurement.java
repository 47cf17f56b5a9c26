package org.rarebit.bench;

/**
 * The figures of one turn of one peer.
 *
 * @param perSecond calls or messages of all callers together
 * @param p50Micros median latency; NaN if not measured, as the next two
 * @param p99Micros latency that one call in a hundred exceeds
 * @param p999Micros latency that one call in a thousand exceeds
 * @param clientSeconds processor time of the calling process for 10,000 operations
 * @param serverSeconds processor time of the answering process for 10,000 operations
 * @param brokerSeconds processor time of the broker for 10,000 operations; NaN if it is not ours
 */
record Measurement(
    double perSecond,
    double p50Micros,
    double p99Micros,
    double p999Micros,
    double clientSeconds,
    double serverSeconds,
    double brokerSeconds) {

  /** What the peer itself uses. */
  double ownSeconds() {
    return clientSeconds + serverSeconds;
  }
}
