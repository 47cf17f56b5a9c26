package org.rarebit.systemtest.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rarebit.systemtest.support.JsonText.json;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.rarebit.systemtest.support.Activations;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Broker;
import org.rarebit.systemtest.support.Eventually;
import org.rarebit.systemtest.support.PageClient;
import org.rarebit.systemtest.support.PythonPeer;
import org.rarebit.systemtest.support.RawPublisher;
import org.rarebit.systemtest.support.Server;
import org.rarebit.systemtest.support.ServerCommands;

/** Beans run as those whom Python's request contexts name, and call on as them. */
@ExtendWith(ArquillianExtension.class)
class CallerIdentityIT {

  private static final String GUARDED = "systemtest_guarded";
  private static final String PLAIN = "systemtest_plain";
  private static final String ADMIN = "{\"user_id\": \"alice\", \"roles\": [\"admin\"]}";
  private static final String READER = "{\"user_id\": \"bob\", \"roles\": [\"reader\"]}";

  private static final String ADAPTER = "rarebit-example#rarebit";

  private static PythonPeer client;

  @Deployment(testable = false)
  static EnterpriseArchive ear() {
    Broker.shared().useForDeployments();
    return Archives.exampleEarWithBeansAndWeb("guarded", "guardedweb");
  }

  @BeforeAll
  static void startClient() throws Exception {
    PythonPeer.require();
    Activations.awaitActive();
    client = PythonPeer.client(Broker.shared().url());
  }

  @AfterAll
  static void stopClient() {
    if (client != null) {
      client.close();
    }
  }

  @Test
  void userAndRolesAreTheCallerPrincipalAndItsRoles() {
    assertThat(call(GUARDED, "who", ADMIN))
        .isEqualTo(json("{\"result\": {\"admin\": true, \"reader\": false, \"name\": \"alice\"}}"));
    assertThat(call(GUARDED, "who", READER))
        .isEqualTo(json("{\"result\": {\"admin\": false, \"reader\": true, \"name\": \"bob\"}}"));
  }

  @Test
  void rolesAllowedDecides() {
    assertThat(call(GUARDED, "for_admins", ADMIN)).isEqualTo(json("{\"result\": \"done\"}"));
    assertRefused(call(GUARDED, "for_admins", READER));
  }

  @Test
  void whoNamesNoUserIsUnauthenticated() {
    String roles = "{\"roles\": [\"admin\"]}";

    JsonObject nobody = call(GUARDED, "who", roles).getJsonObject("result");

    assertThat(nobody.getBoolean("admin")).isFalse();
    assertThat(nobody.getString("name")).isEqualTo("ANONYMOUS");
    assertRefused(call(GUARDED, "for_admins", roles));
  }

  @Test
  void withoutThePropertyABeanRunsAsNobodyThoughAnotherOneDoesNot() {
    call(GUARDED, "who", ADMIN);

    assertThat(call(PLAIN, "who", ADMIN)).isEqualTo(json("{\"result\": \"ANONYMOUS\"}"));
  }

  /** What a map does not name is nobody, and in no role. */
  @Test
  void aMapOfTheServersGivesUsersAndRolesOtherNames() {
    ServerCommands.mapIdentities(ADAPTER, "alice=zoe", "admin=reader");
    try {
      assertThat(call(GUARDED, "who", ADMIN))
          .isEqualTo(json("{\"result\": {\"admin\": false, \"reader\": true, \"name\": \"zoe\"}}"));
      assertRefused(call(GUARDED, "for_admins", ADMIN));
      assertThat(call(GUARDED, "who", READER).getJsonObject("result").getString("name"))
          .isEqualTo("ANONYMOUS");
    } finally {
      ServerCommands.mapNoIdentities(ADAPTER);
    }
  }

  @Test
  void aCallInsideTellsTheCallerOn() {
    assertThat(call(GUARDED, "relay", ADMIN))
        .isEqualTo(json("{\"result\": {\"user_id\": \"alice\"}}"));
    assertThat(call(GUARDED, "relay", "{}")).isEqualTo(json("{\"result\": {}}"));
  }

  @Test
  void aWebPageTellsWhoHasLoggedIn(@TempDir Path folder) {
    PageClient web = new PageClient(Server.page().resolve("/guardedweb/"));
    ServerCommands.addUser("carol", "guessable", folder.resolve("password").toAbsolutePath());
    try {
      assertThat(web.get("told?user=carol&password=guessable").body()).isEqualTo("{user_id=carol}");
      assertThat(web.get("told").body()).isEqualTo("{}");
    } finally {
      ServerCommands.removeUser("carol");
    }
  }

  @Test
  void notificationsAreHeardAsTheirCallersAndOfThoseWhoMay() throws Exception {
    Eventually.assertThat(() -> assertThat(waiting("systemtest_guarded_events.sample")).isZero());
    try (RawPublisher publisher = new RawPublisher(Broker.shared().url())) {
      publisher.publish("systemtest_guarded_events.info", event("bob", "reader"));
      publisher.publish("systemtest_guarded_events.info", event("alice", "admin"));
    }

    Eventually.assertThat(() -> assertThat(waiting("systemtest_heard_of_alice.info")).isEqualTo(1));
    Eventually.assertThat(() -> assertThat(waiting("systemtest_guarded_events.info")).isZero());
  }

  private static String event(String user, String role) {
    return "{\"priority\": \"INFO\", \"event_type\": \"changed\", \"_context_user_id\": \""
        + user
        + "\", \"_context_roles\": [\""
        + role
        + "\"]}";
  }

  private static long waiting(String queue) throws Exception {
    try (RawPublisher channel = new RawPublisher(Broker.shared().url())) {
      return channel.waiting(queue);
    } catch (IOException e) {
      throw new AssertionError("There is no queue " + queue, e);
    }
  }

  private static void assertRefused(JsonObject answer) {
    assertThat(answer).containsKey("failure");
    JsonObject failure = answer.getJsonObject("failure");
    assertThat(failure.getString("class")).isEqualTo("EJBAccessException");
    assertThat(failure.getString("message")).isNotEmpty();
  }

  private static JsonObject call(String topic, String method, String context) {
    return client.ask(
        Json.createObjectBuilder()
            .add("kind", "call")
            .add("target", Json.createObjectBuilder().add("topic", topic))
            .add("method", method)
            .add("args", json("{}"))
            .add("context", json(context))
            .add("timeout", 60));
  }
}
