/**
 * Benchmarks of Rarebit in plain Java: the codecs by themselves, and calls over a broker beside the
 * same calls made with RabbitMQ's client by hand.
 */
package org.rarebit.bench;
