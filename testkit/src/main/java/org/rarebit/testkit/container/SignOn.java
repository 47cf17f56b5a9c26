package org.rarebit.testkit.container;

import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.security.PasswordCredential;
import javax.security.auth.Subject;

/**
 * The identity that connections are asked for with (section 9.1.8).
 *
 * @param userName null for component-managed sign-on, which has no Subject
 * @param password the password
 */
record SignOn(String userName, String password) {

  static final SignOn COMPONENT_MANAGED = new SignOn(null, null);

  /**
   * A new Subject with the credential for this factory, behind one for the factory of another
   * adapter; null if the application signs on.
   */
  Subject subjectFor(ManagedConnectionFactory factory, Violations violations) {
    if (userName == null) {
      return null;
    }
    Subject subject = new Subject();
    PasswordCredential foreign = new PasswordCredential("foreign", "foreign".toCharArray());
    foreign.setManagedConnectionFactory(ForeignConnections.factory(violations));
    PasswordCredential own = new PasswordCredential(userName, password.toCharArray());
    own.setManagedConnectionFactory(factory);
    subject.getPrivateCredentials().add(foreign);
    subject.getPrivateCredentials().add(own);
    return subject;
  }

  @Override
  public String toString() {
    return userName == null ? "component-managed" : userName; // never the password
  }
}
