package org.rarebit.ra.inbound;

import jakarta.ejb.AccessLocalException;
import jakarta.ejb.EJBAccessException;
import org.rarebit.ra.wire.RemoteFailure;

/**
 * Tells that the container kept a caller from a method for want of a role. Callers see one class of
 * failure for it, whatever the server's own is.
 */
final class AccessRefusals {

  private AccessRefusals() {}

  static boolean isOne(Throwable failure) {
    return failure instanceof EJBAccessException || failure instanceof AccessLocalException;
  }

  /** Any failure, as the caller is to see it. */
  static RemoteFailure toRemote(Throwable failure) {
    return isOne(failure)
        ? RemoteFailure.accessRefused(String.valueOf(failure.getMessage()))
        : RemoteFailure.of(failure);
  }
}
