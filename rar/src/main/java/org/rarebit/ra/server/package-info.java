/**
 * The serving side, whatever the container: servers of requests and of notifications, their queues,
 * what they know of each message, the lanes of their beans, and replies. Knows nothing of Jakarta's
 * contracts; an idle server holds no thread.
 */
package org.rarebit.ra.server;
