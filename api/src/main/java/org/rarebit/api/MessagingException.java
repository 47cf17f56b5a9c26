package org.rarebit.api;

import jakarta.resource.ResourceException;

/**
 * A message could not be sent, or a call got no result. Checked, because an unchecked exception
 * would make an EJB container discard the bean and roll back its transaction. The subclasses differ
 * by what the caller can do about it.
 */
public class MessagingException extends ResourceException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception without a cause.
   *
   * @param message what failed, which one, why, and what to do now
   */
  public MessagingException(String message) {
    super(message);
  }

  /**
   * Makes an exception with a cause.
   *
   * @param message what failed, which one, why, and what to do now
   * @param cause what the broker, the network or the codec said
   */
  public MessagingException(String message, Throwable cause) {
    super(message, cause);
  }
}
