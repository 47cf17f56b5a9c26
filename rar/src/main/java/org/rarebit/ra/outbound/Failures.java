package org.rarebit.ra.outbound;

import org.rarebit.api.ConnectionLostException;
import org.rarebit.api.MessageUndeliverableException;
import org.rarebit.api.MessagingException;
import org.rarebit.api.MessagingTimeoutException;
import org.rarebit.ra.broker.BrokerException;

/** Says in the application's words what the broker layer reports: exceptions by remedy. */
final class Failures {

  private Failures() {}

  static MessagingException ofCall(OutboundRequest request, BrokerException e) {
    return switch (e.kind()) {
      case TIMEOUT ->
          new MessagingTimeoutException(
              "No reply to "
                  + request.describe()
                  + " within "
                  + seconds(request)
                  + " s ("
                  + e.getMessage()
                  + "): the server is down or slow; it may still finish the call.",
              e);
      case UNROUTABLE -> undeliverable(request, e);
      default -> ofSend(request, e);
    };
  }

  static MessagingException ofCast(OutboundRequest request, BrokerException e) {
    return e.kind() == BrokerException.Kind.UNROUTABLE
        ? undeliverable(request, e)
        : ofUnanswered(request, e);
  }

  private static MessageUndeliverableException undeliverable(
      OutboundRequest request, BrokerException e) {
    return new MessageUndeliverableException(
        "Nobody serves "
            + request.describe()
            + ": "
            + e.getMessage()
            + ". Check topic and server, or start the server; the method did not run.",
        e);
  }

  static MessagingException ofNotification(OutboundNotification notification, BrokerException e) {
    return ofUnanswered(notification, e);
  }

  private static MessagingException ofUnanswered(Outgoing request, BrokerException e) {
    return switch (e.kind()) {
      case TIMEOUT ->
          new MessagingTimeoutException(
              "The "
                  + request.subject()
                  + " was not taken within "
                  + seconds(request)
                  + " s: "
                  + e.getMessage()
                  + " It may have been taken all the same.",
              e);
      default -> ofSend(request, e);
    };
  }

  private static MessagingException ofSend(Outgoing request, BrokerException e) {
    String text = "The " + request.subject() + " failed: " + e.getMessage();
    return switch (e.kind()) {
      case LOST, UNREACHABLE, CLOSED -> new ConnectionLostException(text, e);
      default -> new MessagingException(text, e);
    };
  }

  private static String seconds(Outgoing request) {
    long millis = request.timeout().toMillis();
    return millis % 1000 == 0 ? Long.toString(millis / 1000) : Double.toString(millis / 1000.0);
  }
}
