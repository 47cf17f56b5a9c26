package org.rarebit.api;

import jakarta.ejb.ApplicationException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message could not be sent, or a call got no result. The subclasses differ by what the caller
 * can do about it, and each instance says what a caller has to know before he tries again: {@link
 * #mayHaveRun()} and {@link #isWorthRetrying()}.
 *
 * <p>Unchecked, and marked as an application exception that rolls back: a bean that lets one
 * through rolls its transaction back, under Jakarta Transactions' {@code @Transactional} and in an
 * enterprise bean alike. Servers that look for the mark in the application's own classes only treat
 * it as a failure of the system, which discards the bean's instance and wraps the exception, unless
 * the application's {@code ejb-jar.xml} names it; which ones these are is in the manual, under
 * failures. In plain Java, without Jakarta Enterprise Beans, the mark is absent.
 */
@ApplicationException(rollback = true)
public class MessagingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What is known of the method. */
  private final MayHaveRun mayHaveRun;

  /**
   * Makes an exception without a cause, after which nobody knows whether the method has run.
   *
   * @param message what failed, which one, why, and what to do now
   */
  public MessagingException(String message) {
    this(message, MayHaveRun.UNKNOWN, null);
  }

  /**
   * Makes an exception with a cause, after which nobody knows whether the method has run.
   *
   * @param message what failed, which one, why, and what to do now
   * @param cause what the broker, the network or the codec said; may be null
   */
  public MessagingException(String message, @Nullable Throwable cause) {
    this(message, MayHaveRun.UNKNOWN, cause);
  }

  /**
   * Makes an exception.
   *
   * @param message what failed, which one, why, and what to do now
   * @param mayHaveRun what is known of the method
   * @param cause what the broker, the network or the codec said; may be null
   */
  public MessagingException(String message, MayHaveRun mayHaveRun, @Nullable Throwable cause) {
    super(message, cause);
    this.mayHaveRun = Objects.requireNonNull(mayHaveRun, "mayHaveRun");
  }

  /**
   * Tells whether the remote method may have run: what a caller must know before he sends the
   * request again, as a method that must not run twice may be called again after {@link
   * MayHaveRun#NO} only.
   *
   * @return never null
   */
  public MayHaveRun mayHaveRun() {
    return mayHaveRun;
  }

  /**
   * Tells whether the same request may succeed when it is sent again after a moment, with nothing
   * changed: the weather was bad, rather than the request wrong.
   *
   * @return false here; subclasses say otherwise
   */
  public boolean isWorthRetrying() {
    return false;
  }
}
