/**
 * What applications compile against: connections that call, cast, fan out and notify, the listeners
 * that message-driven beans implement, and the contracts that both sides share.
 *
 * <p>Words are oslo.messaging's: a <em>target</em> names where a message goes, a <em>call</em>
 * waits for an answer, a <em>cast</em> does not, a <em>fanout</em> reaches every server of a topic.
 * A <em>connection</em> here is the application's handle in the sense of Jakarta Connectors; the
 * adapter shares few sockets among many of them.
 */
@NullMarked
package org.rarebit.api;

import org.jspecify.annotations.NullMarked;
