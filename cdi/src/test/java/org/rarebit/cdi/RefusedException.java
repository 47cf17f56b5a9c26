package org.rarebit.cdi;

import org.rarebit.api.RpcError;

/** An exception of the application. */
@RpcError
public final class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  public RefusedException(String message) {
    super(message);
  }
}
