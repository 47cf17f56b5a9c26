package org.rarebit.ra.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import org.rarebit.ra.broker.Delivery;
import org.rarebit.ra.contract.RpcOperation;
import org.rarebit.ra.wire.Request;

/**
 * A request on its way to an endpoint.
 *
 * @param delivery to be settled
 * @param request what it holds
 * @param operation which method it is for
 */
record ServedRequest(Delivery delivery, Request<JsonNode> request, RpcOperation operation) {

  /** Which one, for logs. */
  String describe() {
    return request.method() + " (unique id " + request.uniqueId() + ")";
  }
}
