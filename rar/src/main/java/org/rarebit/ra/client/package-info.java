/**
 * The calling side: requests, casts and notifications on their way to the broker, and the replies
 * to calls. Knows nothing of Jakarta Connectors or of transactions; {@code ra.outbound} puts the
 * container's contracts on top of it.
 */
package org.rarebit.ra.client;
