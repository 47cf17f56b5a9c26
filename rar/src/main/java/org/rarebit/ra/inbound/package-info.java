/**
 * Message inflow and the serving side: activations, the servers that they share, dispatching on the
 * container's threads, and replies. An idle activation holds no thread.
 */
package org.rarebit.ra.inbound;
