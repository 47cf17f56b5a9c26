/**
 * Brokers for tests: {@link org.rarebit.testkit.broker.EmbeddedBroker}, an AMQP 0-9-1 broker in
 * this JVM's memory that answers as RabbitMQ does and fails on command, and {@link
 * org.rarebit.testkit.broker.RabbitMqNode}, a private node of the real one.
 *
 * <p>The embedded broker is a test double. It keeps nothing on disk, knows neither clusters nor
 * TLS, and is built on classes of RabbitMQ's Java client that are not part of that client's public
 * API.
 */
package org.rarebit.testkit.broker;
