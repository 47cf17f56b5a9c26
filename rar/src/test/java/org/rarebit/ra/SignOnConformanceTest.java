package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.spi.Connector;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.SecurityException;
import jakarta.resource.spi.security.PasswordCredential;
import java.util.List;
import java.util.Set;
import javax.security.auth.Subject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rarebit.api.NoConnectionException;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;
import org.rarebit.testkit.broker.ConnectionInfo;
import org.rarebit.testkit.broker.EmbeddedBroker;
import org.rarebit.testkit.container.FakeConnectionManager;
import org.rarebit.testkit.container.FakeContainer;

/** Sign-on (Connectors 9), point by point; docs/conformance.md has the list. */
class SignOnConformanceTest {

  private EmbeddedBroker broker;
  private FakeContainer container;
  private FakeConnectionManager pool;
  private RpcManagedConnectionFactory managed;
  private RpcConnectionFactory factory;

  @BeforeEach
  void start() throws Exception {
    broker =
        EmbeddedBroker.builder().user("default", "d").user("app", "a").user("other", "o").build();
    broker.start();
    container = new FakeContainer();
    RarebitResourceAdapter adapter = new RarebitResourceAdapter();
    adapter.setConnectionURL(broker.url());
    container.start(adapter);
    pool = container.connectionManager();
    managed = new RpcManagedConnectionFactory();
    container.associate(managed);
    factory = (RpcConnectionFactory) managed.createConnectionFactory(pool);
  }

  @AfterEach
  void stop() {
    container.close();
    broker.close();
  }

  @Test
  @Tag("point-41")
  void onlyTheCredentialForThisFactoryIsUsed() throws Exception {
    pool.signOn("app", "a"); // the pool's Subject has another adapter's credential, too

    factory.getConnection().close();

    assertThat(users()).containsExactly("app");
  }

  @Test
  @Tag("point-41")
  void aCredentialForAnEqualFactoryOfThePoolIsUsed() throws Exception {
    RpcManagedConnectionFactory equal = new RpcManagedConnectionFactory();
    container.associate(equal);

    ManagedConnection connection =
        managed.createManagedConnection(subject(equal, "app", "a"), null);

    assertThat(connection.getMetaData().getUserName()).isEqualTo("app");
    connection.destroy();
  }

  @Test
  @Tag("point-41")
  void aFactoryThatWasPassivatedWithItsBeanSignsOnAsBefore() throws Exception {
    pool.signOn("app", "a");
    factory.getConnection().close();

    RpcConnectionFactory copy = ConnectionManagementConformanceTest.copyOf(factory);
    copy.getConnection().close();
    RpcConnection held = factory.getConnection();
    copy.getConnection().close(); // a new connection, made with the credential of the copy
    held.close();

    assertThat(pool.created()).isEqualTo(2);
    assertThat(users()).containsOnly("app");
  }

  @Test
  @Tag("point-41")
  void aCopyOfAFactoryOfAnAdapterForAnotherBrokerIsNotEqual() throws Exception {
    RarebitResourceAdapter elsewhere = new RarebitResourceAdapter();
    elsewhere.setConnectionURL("rabbit://elsewhere");
    RpcManagedConnectionFactory other = new RpcManagedConnectionFactory();
    other.setResourceAdapter(elsewhere);

    RpcManagedConnectionFactory copy = ConnectionManagementConformanceTest.copyOf(other);

    assertThat(copy).isEqualTo(other).hasSameHashCodeAs(other).isNotEqualTo(managed);
  }

  @Test
  @Tag("point-42")
  void withoutASubjectTheComponentsUserWinsOverTheFactorys() throws Exception {
    factory.getConnection("other", "o").close();
    assertThat(users()).containsExactly("other");

    factory.getConnection().close();
    assertThat(users()).containsExactlyInAnyOrder("other", "default");
  }

  @Test
  @Tag("point-42")
  void aSubjectWithoutACredentialForThisFactoryIsRefused() {
    assertThatThrownBy(() -> managed.createManagedConnection(new Subject(), null))
        .isInstanceOf(SecurityException.class)
        .hasMessageContaining("res-auth");
  }

  @Test
  @Tag("point-42")
  void aWrongPasswordIsToldAndNotWorthARetry() {
    assertThatThrownBy(() -> factory.getConnection("app", "wrong"))
        .hasCauseInstanceOf(SecurityException.class)
        .isInstanceOfSatisfying(
            NoConnectionException.class, e -> assertThat(e.isWorthRetrying()).isFalse())
        .hasMessageContaining("app");
  }

  @Test
  @Tag("point-43")
  void thePoolNeverMixesUsers() throws Exception {
    factory.getConnection("app", "a").close();
    factory.getConnection("other", "o").close();
    factory.getConnection("app", "a").close();
    assertThatThrownBy(() -> factory.getConnection("app", "wrong"))
        .as("a pooled connection of the same name is not lent for a wrong password")
        .isInstanceOf(NoConnectionException.class);

    assertThat(pool.created()).isEqualTo(2);
    assertThat(users()).containsExactlyInAnyOrder("app", "other");
  }

  @Test
  @Tag("point-43")
  void aManagedConnectionKeepsItsUser() throws Exception {
    Subject app = subject(managed, "app", "a");
    Subject other = subject(managed, "other", "o");
    ManagedConnection connection = managed.createManagedConnection(app, null);

    assertThatThrownBy(() -> connection.getConnection(other, null))
        .isInstanceOf(SecurityException.class);
    assertThat(managed.matchManagedConnections(Set.of(connection), other, null)).isNull();
    assertThat(managed.matchManagedConnections(Set.of(connection), app, null)).isSameAs(connection);
    connection.destroy();
  }

  @Test
  @Tag("point-44")
  void passwordsWithoutReauthenticationAreDeclared() {
    Connector connector = RarebitResourceAdapter.class.getAnnotation(Connector.class);

    assertThat(connector.authMechanisms()).hasSize(1);
    assertThat(connector.authMechanisms()[0].authMechanism()).isEqualTo("BasicPassword");
    assertThat(connector.reauthenticationSupport()).isFalse();
  }

  private List<String> users() {
    return broker.connections().stream().map(ConnectionInfo::user).distinct().toList();
  }

  private static Subject subject(
      RpcManagedConnectionFactory owner, String userName, String password) {
    PasswordCredential credential = new PasswordCredential(userName, password.toCharArray());
    credential.setManagedConnectionFactory(owner);
    Subject subject = new Subject();
    subject.getPrivateCredentials().add(credential);
    return subject;
  }
}
