package org.rarebit.systemtest.beans.core;

import jakarta.ejb.ApplicationException;
import org.rarebit.api.RpcError;

/** An answer, though unchecked. */
@RpcError(name = "Refusal", module = "systemtest")
@ApplicationException
public class RefusalException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public RefusalException(String message) {
    super(message);
  }
}
