/**
 * A network that fails: {@link org.rarebit.testkit.network.NetworkProxy} stands between a client
 * and a broker, and does to them what networks, firewalls and frozen machines do.
 */
package org.rarebit.testkit.network;
