/**
 * For tests, ours and users': a broker in memory and strict fakes of a container. Test doubles, not
 * products: RabbitMQ is the broker to run.
 */
package org.rarebit.testkit;
