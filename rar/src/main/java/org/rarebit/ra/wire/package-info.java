/**
 * All that a Python peer can see of the adapter, as pure functions: oslo.messaging's envelope,
 * requests, replies and failures, the names of exchanges, queues and routing keys, versions, and
 * transport URLs. Nothing here does I/O, holds a connection or starts a thread; everything is
 * immutable and thread-safe.
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo.messaging, _drivers/common.py,
 *     _drivers/amqpdriver.py, _drivers/impl_rabbit.py, transport.py</a>
 */
package org.rarebit.ra.wire;
