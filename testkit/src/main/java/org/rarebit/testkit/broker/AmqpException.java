package org.rarebit.testkit.broker;

import com.rabbitmq.client.impl.Method;

/**
 * A command that the broker refuses. Whoever reads the connection turns it into a channel.close or
 * a connection.close, depending on the code. Carries no stack trace: it is an answer, not a defect.
 */
final class AmqpException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ReplyCode code;
  private final int classId;
  private final int methodId;

  AmqpException(ReplyCode code, String explanation) {
    this(code, code.text(explanation), 0, 0);
  }

  private AmqpException(ReplyCode code, String text, int classId, int methodId) {
    super(text, null, false, false);
    this.code = code;
    this.classId = classId;
    this.methodId = methodId;
  }

  static AmqpException accessRefused(String explanation) {
    return new AmqpException(ReplyCode.ACCESS_REFUSED, explanation);
  }

  static AmqpException notFound(String explanation) {
    return new AmqpException(ReplyCode.NOT_FOUND, explanation);
  }

  static AmqpException preconditionFailed(String explanation) {
    return new AmqpException(ReplyCode.PRECONDITION_FAILED, explanation);
  }

  static AmqpException notAllowed(String explanation) {
    return new AmqpException(ReplyCode.NOT_ALLOWED, explanation);
  }

  static AmqpException notImplemented(String explanation) {
    return new AmqpException(ReplyCode.NOT_IMPLEMENTED, explanation);
  }

  static AmqpException commandInvalid(String explanation) {
    return new AmqpException(ReplyCode.COMMAND_INVALID, explanation);
  }

  /** The same, caused by this method. */
  AmqpException causedBy(Method method) {
    return new AmqpException(
        code, getMessage(), method.protocolClassId(), method.protocolMethodId());
  }

  ReplyCode code() {
    return code;
  }

  /** Of the method that was refused; 0 if it is not known. */
  int classId() {
    return classId;
  }

  int methodId() {
    return methodId;
  }
}
