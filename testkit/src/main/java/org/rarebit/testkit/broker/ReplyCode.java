package org.rarebit.testkit.broker;

/**
 * The reply codes of AMQP 0-9-1 that this broker sends. A hard one closes the connection, a soft
 * one the channel, as RabbitMQ's AMQP 0-9-1 complete reference defines them under "Reply Codes".
 */
enum ReplyCode {
  CONNECTION_FORCED(320, true),
  ACCESS_REFUSED(403, false),
  NOT_FOUND(404, false),
  RESOURCE_LOCKED(405, false),
  PRECONDITION_FAILED(406, false),
  FRAME_ERROR(501, true),
  COMMAND_INVALID(503, true),
  CHANNEL_ERROR(504, true),
  UNEXPECTED_FRAME(505, true),
  NOT_ALLOWED(530, true),
  NOT_IMPLEMENTED(540, true),
  INTERNAL_ERROR(541, true);

  private final int code;
  private final boolean hard;

  ReplyCode(int code, boolean hard) {
    this.code = code;
    this.hard = hard;
  }

  int code() {
    return code;
  }

  boolean isHard() {
    return hard;
  }

  /** The reply text as RabbitMQ writes it, cut to what a short string holds. */
  String text(String explanation) {
    String text = name() + " - " + explanation;
    return text.length() <= 255 ? text : text.substring(0, 255);
  }
}
