package org.rarebit.ra;

import org.rarebit.api.RpcError;

/** An exception of the application, under a Python name. */
@RpcError(name = "Refused", module = "calculator.exception")
public class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  public RefusedException(String message) {
    super(message);
  }
}
