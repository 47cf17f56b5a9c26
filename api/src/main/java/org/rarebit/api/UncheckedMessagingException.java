package org.rarebit.api;

import java.util.Objects;

/**
 * Wraps a {@link MessagingException} where the contract's method declares none. Thrown by typed
 * proxies only: declare {@code throws MessagingException} (or {@code ResourceException}) on a
 * contract's method to get the cause itself.
 */
public final class UncheckedMessagingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Wraps an exception.
   *
   * @param cause what the call threw
   */
  public UncheckedMessagingException(MessagingException cause) {
    super(cause.getMessage(), Objects.requireNonNull(cause));
  }

  @Override
  public synchronized MessagingException getCause() {
    return (MessagingException) super.getCause();
  }
}
