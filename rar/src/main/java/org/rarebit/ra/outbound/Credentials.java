package org.rarebit.ra.outbound;

import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.SecurityException;
import jakarta.resource.spi.security.PasswordCredential;
import java.util.Objects;
import java.util.Set;
import javax.security.auth.Subject;

/**
 * The user of a managed connection: what the container (Subject) or the component (request info)
 * signs on with. Two connections with different credentials are never exchanged. {@code toString}
 * shows no password.
 *
 * @param userName the broker's user; null for the factory's own
 * @param password the user's password; null with the factory's own user
 */
record Credentials(String userName, String password) implements ConnectionRequestInfo {

  /** The factory's own user. */
  static final Credentials NONE = new Credentials(null, null);

  /**
   * Who signs on. A Subject wins over the component's word, as the container's configuration wins;
   * one that names nobody does not: GlassFish and Payara sign on as "" where nobody is configured.
   *
   * @throws SecurityException if there is a Subject but it has no password credential for this
   *     factory
   */
  static Credentials of(
      Subject subject, ConnectionRequestInfo info, ManagedConnectionFactory factory)
      throws SecurityException {
    Credentials configured = subject == null ? NONE : of(subject, factory);
    return configured.equals(NONE) && info instanceof Credentials asked ? asked : configured;
  }

  private static Credentials of(Subject subject, ManagedConnectionFactory factory)
      throws SecurityException {
    Set<Object> all = subject.getPrivateCredentials(); // a view, which costs less than a selection
    synchronized (all) { // as it wants to be iterated
      for (Object each : all) {
        if (each instanceof PasswordCredential one
            && factory.equals(one.getManagedConnectionFactory())) {
          return one.getUserName() == null || one.getUserName().isEmpty()
              ? NONE
              : new Credentials(one.getUserName(), new String(one.getPassword()));
        }
      }
    }
    throw new SecurityException(
        "Container-managed sign-on gave no user name and password for this connection factory."
            + " Configure them on the pool, or set res-auth to Application.");
  }

  boolean isSameUser(Credentials other) {
    return Objects.equals(userName, other.userName) && Objects.equals(password, other.password);
  }

  @Override
  public String toString() {
    return "Credentials[" + (userName == null ? "the factory's" : userName) + "]";
  }
}
