package org.rarebit.ra.outbound;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.broker.ReturnHandler;
import org.rarebit.ra.wire.Body;
import org.rarebit.ra.wire.Limits;
import org.rarebit.ra.wire.MalformedMessageException;
import org.rarebit.ra.wire.NotificationCodec;
import org.rarebit.ra.wire.Request;
import org.rarebit.ra.wire.RequestCodec;

/**
 * The mandatory messages of one channel that came back. A message says itself which one it was;
 * this is rare. A call ends with it; of others it is kept until it is asked for. Thread-safe.
 */
final class ReturnedMessages implements ReturnHandler {

  private final ReplyQueue replies;
  private final Set<String> uniqueIds = ConcurrentHashMap.newKeySet(); // not of calls

  ReturnedMessages(ReplyQueue replies) {
    this.replies = replies;
  }

  static BrokerException noRoute() {
    return new BrokerException(Kind.UNROUTABLE, "no queue takes the message (312 NO_ROUTE)");
  }

  /** Whether a cast or a notification came back; it is forgotten with that. */
  boolean remove(String uniqueId) {
    return uniqueIds.remove(uniqueId);
  }

  @Override
  public void returned(String routingKey, byte[] bytes) {
    Body body = new Body(bytes, Body.CONTENT_TYPE, null);
    try {
      Request<JsonNode> request = RequestCodec.decode(body, Limits.OWN);
      if (request.isCall()) {
        replies.fail(request.msgId(), noRoute());
      } else {
        uniqueIds.add(request.uniqueId());
      }
    } catch (MalformedMessageException noRequest) {
      uniqueIds.add(uniqueIdOfNotification(body));
    }
  }

  private static String uniqueIdOfNotification(Body body) {
    try {
      return NotificationCodec.decode(body, Limits.OWN).uniqueId();
    } catch (MalformedMessageException e) {
      throw new IllegalStateException("A message of our own cannot be read.", e);
    }
  }
}
