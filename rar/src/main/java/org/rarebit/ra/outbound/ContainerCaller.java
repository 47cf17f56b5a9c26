package org.rarebit.ra.outbound;

import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.security.enterprise.SecurityContext;
import java.lang.System.Logger.Level;
import java.security.Principal;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * Asks the container who has called the component that runs on this thread. The specification gives
 * an adapter no way, so it asks as the component itself would: Jakarta Security's context, which is
 * a CDI bean. Not the context of the enterprise bean, which has a name for the unauthenticated
 * caller too, on each server another one, and on Payara finds that caller in the role of those who
 * are authenticated ({@code **}).
 */
final class ContainerCaller {

  private static final System.Logger LOG = System.getLogger(ContainerCaller.class.getName());

  private ContainerCaller() {}

  /** Whether the server has what is asked: not all have every part of Jakarta EE. */
  static boolean isSupported() {
    try {
      return SecurityContext.class.isInterface() && BeanManager.class.isInterface();
    } catch (LinkageError e) {
      LOG.log(Level.DEBUG, "the server has no Jakarta Security or no CDI", e);
      return false;
    }
  }

  /** The caller's name; null if there is no authenticated caller, no CDI, or no container. */
  @SuppressWarnings("BanJNDI") // a constant name, of an object of the container's
  static String name() {
    try {
      Object beans = InitialContext.doLookup("java:comp/BeanManager");
      Principal caller = beans instanceof BeanManager manager ? callerOf(manager) : null;
      return caller == null ? null : caller.getName();
    } catch (NamingException e) {
      LOG.log(Level.DEBUG, "no CDI on this thread, so no caller is told: {0}", e.toString());
      return null;
    }
  }

  private static Principal callerOf(BeanManager manager) {
    Instance<SecurityContext> security = manager.createInstance().select(SecurityContext.class);
    return security.isResolvable() ? security.get().getCallerPrincipal() : null;
  }
}
