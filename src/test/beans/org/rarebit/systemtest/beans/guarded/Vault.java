package org.rarebit.systemtest.beans.guarded;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.Stateless;

/** Payara deploys no message-driven bean with roles of its own, so a session bean guards. */
@Stateless
public class Vault {

  @RolesAllowed("admin")
  public String open() {
    return "done";
  }
}
