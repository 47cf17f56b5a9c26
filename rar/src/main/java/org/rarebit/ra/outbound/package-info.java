/**
 * Connection management and the calling side: the managed connection (factory), the application's
 * handle, the reply queue and the calls that wait on it. There is no reconnect code here: a lost
 * link fails its callers, its managed connections tell the container once, and the container's pool
 * replaces them.
 */
package org.rarebit.ra.outbound;
