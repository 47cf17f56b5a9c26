package org.rarebit.ra.outbound;

import com.fasterxml.jackson.databind.JsonNode;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.wire.Reply;

/**
 * How a call ended whose request was sent. A failure after that must not send it again: the method
 * may have run.
 *
 * @param reply what the server answered; null if no answer came
 * @param failure why none came; null if one did
 */
record Answer(Reply<JsonNode> reply, BrokerException failure) {

  static Answer of(Reply<JsonNode> reply) {
    return new Answer(reply, null);
  }

  static Answer none(BrokerException failure) {
    return new Answer(null, failure);
  }
}
