package org.rarebit.systemtest.portability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rarebit.systemtest.support.JsonText.json;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rarebit.systemtest.support.ConsoleClient;

/** The console on a server whose users are alice, an administrator, and bob, who is none. */
public interface ConsoleTests {

  /** Where the applications are. */
  URI root();

  int brokerPort();

  @Test
  default void theConsoleShowsNothingToThoseWhoMayNot() throws Exception {
    ConsoleClient nobody = ConsoleClient.withoutLogin(root());
    ConsoleClient bob = ConsoleClient.of(root(), "bob");

    for (String path : List.of("", "index.html", "console.js", "api/state", "api/events")) {
      assertThat(nobody.get(path).statusCode()).as(path).isEqualTo(401);
      assertThat(bob.get(path).statusCode()).as(path).isEqualTo(403);
      assertThat(bob.get(path).body()).as(path).doesNotContain("CheckBean", "Rarebit");
    }
    assertThat(nobody.post(nobody.origin(), pauseOfCheck()).statusCode()).isEqualTo(401);
    assertThat(bob.post(bob.origin(), pauseOfCheck()).statusCode()).isEqualTo(403);
  }

  @Test
  default void theConsoleShowsAdministratorsWhatTheAdapterDoesAndChangesNothing() throws Exception {
    ConsoleClient alice = ConsoleClient.of(root(), "alice");

    HttpResponse<String> page = alice.get("");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .startsWith("default-src 'none'; script-src 'self'");
    for (String file : List.of("console.js", "uplot/uPlot.esm.js")) {
      assertThat(alice.get(file).headers().firstValue("Content-Type").orElse(""))
          .as(file)
          .startsWith("text/javascript");
    }
    String state = alice.get("api/state").body();
    assertThat(state).contains("org.rarebit.check.CheckBean", "127.0.0.1:" + brokerPort());
    assertThat(state).doesNotContain("guest");
    alice.awaitEvents("state", 2);

    HttpResponse<String> elsewhere = alice.post("http://elsewhere.example", pauseOfCheck());
    assertThat(elsewhere.statusCode()).isEqualTo(403);
    assertThat(elsewhere.body()).contains("did not come from the console");
    HttpResponse<String> readOnly = alice.post(alice.origin(), pauseOfCheck());
    assertThat(readOnly.statusCode()).isEqualTo(403);
    assertThat(readOnly.body()).contains("read-only");
    assertThat(alice.get("api/state").body()).doesNotContain("PAUSED");
  }

  private String pauseOfCheck() throws Exception {
    String state = ConsoleClient.of(root(), "alice").get("api/state").body();
    String name =
        json(state).asJsonObject().getJsonArray("beans").getValuesAs(JsonObject.class).stream()
            .map(bean -> bean.getString("name"))
            .filter(bean -> bean.contains("CheckBean"))
            .findFirst()
            .orElseThrow();
    return Json.createObjectBuilder()
        .add("bean", name)
        .add("operation", "pause")
        .build()
        .toString();
  }
}
