package org.rarebit.ra.client;

import org.rarebit.api.ConnectionLostException;
import org.rarebit.api.InvalidTargetException;
import org.rarebit.api.LimitReachedException;
import org.rarebit.api.MayHaveRun;
import org.rarebit.api.MessageUndeliverableException;
import org.rarebit.api.MessagingException;
import org.rarebit.api.MessagingInterruptedException;
import org.rarebit.api.MessagingTimeoutException;
import org.rarebit.api.QueueFullException;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.LogText;

/**
 * Says in the application's words what the broker layer reports: exceptions by remedy, and whether
 * the method may have run.
 */
public final class Failures {

  private Failures() {}

  /**
   * The request of a call could not be handed over.
   *
   * @param request the call
   * @param e why
   * @return to be thrown
   */
  public static MessagingException notSent(Outgoing request, BrokerException e) {
    String subject = request.subject();
    return switch (e.kind()) {
      case TIMEOUT ->
          new MessagingTimeoutException(
              "The "
                  + subject
                  + " was not sent within "
                  + seconds(request)
                  + " s, and so has not run: "
                  + sentence(e),
              MayHaveRun.NO,
              e);
      case INTERRUPTED ->
          new MessagingInterruptedException(
              "The thread was interrupted before the " + subject + " was sent: " + sentence(e),
              MayHaveRun.NO,
              e);
      case INVALID ->
          new InvalidTargetException(
              "The " + subject + " cannot be sent, and nothing was: " + sentence(e), e);
      default -> lostOrFailed(subject, e);
    };
  }

  /**
   * The request of a call was sent, and no reply has come.
   *
   * @param request the call
   * @param e why
   * @return to be thrown
   */
  public static MessagingException unanswered(OutboundRequest request, BrokerException e) {
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
              MayHaveRun.UNKNOWN,
              e);
      case INTERRUPTED ->
          new MessagingInterruptedException(
              "The thread was interrupted while it waited for the reply to "
                  + request.describe()
                  + ". The server may still finish the call.",
              MayHaveRun.UNKNOWN,
              e);
      case UNROUTABLE -> undeliverable(request, e);
      default -> lostOrFailed(request.subject(), e);
    };
  }

  /**
   * A cast or a notification was not taken, or nobody knows whether it was.
   *
   * @param request the cast or the notification
   * @param e why
   * @return to be thrown
   */
  public static MessagingException notTaken(Outgoing request, BrokerException e) {
    return switch (e.kind()) {
      case TIMEOUT ->
          new MessagingTimeoutException(
              "The "
                  + request.subject()
                  + " was not taken within "
                  + seconds(request)
                  + " s: "
                  + sentence(e)
                  + " It may have been taken all the same.",
              MayHaveRun.UNKNOWN,
              e);
      case INTERRUPTED ->
          new MessagingInterruptedException(
              "The thread was interrupted while the "
                  + request.subject()
                  + " was sent. It may have been taken all the same.",
              MayHaveRun.UNKNOWN,
              e);
      case UNROUTABLE ->
          request instanceof OutboundRequest cast
              ? undeliverable(cast, e)
              : lostOrFailed(request.subject(), e);
      default -> lostOrFailed(request.subject(), e);
    };
  }

  private static MessageUndeliverableException undeliverable(
      OutboundRequest request, BrokerException e) {
    return new MessageUndeliverableException(
        "Nobody serves "
            + request.describe()
            + ": "
            + sentence(e)
            + " Check topic, server and exchange"
            + (request.target().exchange() == null && !request.target().fanout()
                ? " (the target names none, so that of controlExchange counts)"
                : "")
            + ", or start the server; the method did not run.",
        e);
  }

  private static MessagingException lostOrFailed(String subject, BrokerException e) {
    String text = "The " + subject + " failed: " + e.getMessage();
    return switch (e.kind()) {
      case LOST, UNREACHABLE, CLOSED -> new ConnectionLostException(text, MayHaveRun.UNKNOWN, e);
      case NACKED ->
          new QueueFullException(
              "The "
                  + subject
                  + " was refused, and did not run: "
                  + sentence(e)
                  + " Its queue is full and refuses more, or the broker cannot store it now.",
              e);
      case LIMIT -> new LimitReachedException(text, e);
      default -> new MessagingException(text, e);
    };
  }

  private static String sentence(BrokerException e) {
    return LogText.sentence(e.getMessage());
  }

  private static String seconds(Outgoing request) {
    long millis = request.timeout().toMillis();
    return millis % 1000 == 0 ? Long.toString(millis / 1000) : Double.toString(millis / 1000.0);
  }
}
