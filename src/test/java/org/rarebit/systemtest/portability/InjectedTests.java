package org.rarebit.systemtest.portability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rarebit.systemtest.support.JsonText.json;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.PageClient;

/**
 * What {@link Archives#injectingEar} shows on each server, in the server's own CDI, Concurrency and
 * configuration, and with contracts wherever an EAR may have them.
 */
public interface InjectedTests {

  String TOPIC = "systemtest_injecting";

  /** The example's page. */
  URI page();

  /** Lets a bean of the server call others. */
  default PageClient client() {
    return new PageClient(page());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sum",
        "sum_of_holder",
        "sum_by_name",
        "sum_by_qualifier",
        "sum_by_configuration",
        "sum_with_options"
      })
  default void aBeanCallsTheMessageDrivenBean(String method) {
    assertThat(client().call(TOPIC, method, "{\"a\": 40, \"b\": 2}").result())
        .isEqualTo(json("42"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"method_of_context", "method_on_another_thread"})
  default void theRequestIsKnownWhereItIsServedAndWhereItIsCarried(String method) {
    assertThat(client().call(TOPIC, method, "{}").result()).isEqualTo(json('"' + method + '"'));
  }

  /** With the bean that serves it, and its records; the web module calls both. */
  @ParameterizedTest
  @ValueSource(strings = {"web", "ejb"})
  default void aContractIsInTheEjbJarOrInTheWar(String module) {
    assertThat(greeting(module)).startsWith("Card[text=Hello, " + module + ", size=");
  }

  @Test
  default void aContractInLibWorksWhereThatSeesTheAdapterAndElseSaysSo() {
    assertThat(greeting("lib")).contains(greetingThroughLib());
  }

  /** Part of what comes of it on this server. */
  default String greetingThroughLib() {
    return "Card[text=Hello, lib, size=";
  }

  default String greeting(String module) {
    return new PageClient(page().resolve("/layoutweb/")).get("greet?contract=" + module).body();
  }
}
