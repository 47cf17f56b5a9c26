package org.rarebit.systemtest.beans.pooling;

import jakarta.ejb.Singleton;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.rarebit.api.RpcConnectionFactory;

/** The connection factories of the server. */
@Singleton
public class Pools {

  @SuppressWarnings("BanJNDI") // names that the test has made
  public RpcConnectionFactory find(String pool) {
    try {
      return InitialContext.doLookup("rarebit/" + pool);
    } catch (NamingException e) {
      throw new IllegalStateException("There is no pool " + pool + ".", e);
    }
  }
}
