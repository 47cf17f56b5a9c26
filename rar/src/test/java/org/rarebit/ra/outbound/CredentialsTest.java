package org.rarebit.ra.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.spi.SecurityException;
import jakarta.resource.spi.security.PasswordCredential;
import javax.security.auth.Subject;
import org.junit.jupiter.api.Test;

class CredentialsTest {

  private final RpcManagedConnectionFactory factory = new RpcManagedConnectionFactory();

  @Test
  void theContainersUserWinsOverTheComponents() throws SecurityException {
    Credentials asked = new Credentials("component", "c");

    assertThat(Credentials.of(signedOnAs("container", "s"), asked, factory))
        .isEqualTo(new Credentials("container", "s"));
    assertThat(Credentials.of(null, asked, factory)).isEqualTo(asked);
  }

  @Test
  void anEmptyUserOfTheContainersIsTheFactorysOwn() throws SecurityException {
    assertThat(Credentials.of(signedOnAs("", ""), null, factory)).isEqualTo(Credentials.NONE);
  }

  @Test
  void theComponentsUserWinsOverAContainerThatNamesNobody() throws SecurityException {
    Credentials asked = new Credentials("component", "c");

    assertThat(Credentials.of(signedOnAs("", ""), asked, factory)).isEqualTo(asked);
  }

  @Test
  void aSubjectForAnotherFactoryIsRefused() {
    RpcManagedConnectionFactory other = new RpcManagedConnectionFactory();
    other.setUserName("another");

    assertThatThrownBy(() -> Credentials.of(signedOnAs("u", "p"), null, other))
        .isInstanceOf(SecurityException.class);
  }

  private Subject signedOnAs(String userName, String password) {
    PasswordCredential credential = new PasswordCredential(userName, password.toCharArray());
    credential.setManagedConnectionFactory(factory);
    Subject subject = new Subject();
    subject.getPrivateCredentials().add(credential);
    return subject;
  }
}
