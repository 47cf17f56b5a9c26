package org.rarebit.ra.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.ra.wire.Json;

class SecretMaskTest {

  private static String masked(Object value) throws Exception {
    return new String(Json.bytes(SecretMask.masked(Json.tree(value))), StandardCharsets.UTF_8);
  }

  /** Those of oslo.utils, strutils._SANITIZE_KEYS, and others. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "adminpass",
        "admin_pass",
        "password",
        "admin_password",
        "auth_token",
        "new_pass",
        "auth_password",
        "secret_uuid",
        "secret",
        "sys_pswd",
        "token",
        "configdrive",
        "chappassword",
        "encrypted_key",
        "private_key",
        "fernetkey",
        "sslkey",
        "passphrase",
        "cephclusterfsid",
        "octaviaheartbeatkey",
        "rabbitcookie",
        "cephmanilaclientkey",
        "pacemakerremoteauthkey",
        "designaterndckey",
        "cephadminkey",
        "heatauthencryptionkey",
        "cephclientkey",
        "keystonecredential",
        "barbicansimplecryptokek",
        "cephrgwkey",
        "swifthashsuffix",
        "migrationsshkey",
        "cephmdskey",
        "cephmonkey",
        "AdminPass",
        "userTokens"
      })
  void entriesWithSuchNamesAreMasked(String name) throws Exception {
    assertThat(masked(Map.of("in", List.of(Map.of(name, List.of("hunter2"))))))
        .isEqualTo("{\"in\":[{\"" + name + "\":\"***\"}]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "run --password=hunter2 now | run --password=*** now",
        "mysql -u x --password hunter2 | mysql -u x --password ***",
        "login --admin-password 'hunter 2' | login --admin-password ***",
        "'adminPass' : 'hunter 2', 'id': 7 | 'adminPass' : ***, 'id': 7",
        "{\"auth_token\": \"hunter2\"} | {\"auth_token\": ***}",
        "<admin_password>hunter2</admin_password> | <admin_password>***</admin_password>",
        "u'adminPass': u'hunter 2', u'id': 7 | u'adminPass': ***, u'id': 7",
        "{\\\"token\\\": \\\"hunter2\\\"} as text | {\\\"token\\\": ***} as text",
        "password1 = hunter2; secret=hunter2 | password1 = ***; secret=***",
        "at rabbit://app:hunter2@host:5672/ | at rabbit://app:***@host:5672/",
        "costs \\$5, token=$1\\ | costs \\$5, token=***",
      })
  void whatFollowsSuchNamesInTextsIsMasked(String text, String expected) throws Exception {
    assertThat(SecretMask.masked(Json.tree(text)).textValue()).isEqualTo(expected);
    assertThat(SecretMask.masked(Json.tree(List.of(text))).get(0).textValue()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"compass: north", "key_name", "3 passed", "http://host:80/path", "a secret", ""})
  void whatIsNoSecretStays(String text) throws Exception {
    assertThat(SecretMask.masked(Json.tree(text)).textValue()).isEqualTo(text);
  }

  /** Its time, of this thread alone, is proportional to the text. */
  @ParameterizedTest
  @ValueSource(strings = {"pass", "--", "password", "://", "<secret", "token  ", "x"})
  void aLongTextDoesNotTakeLong(String part) throws Exception {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    String text = part.repeat(1_000_000 / part.length());
    long before = threads.getCurrentThreadCpuTime();

    masked(text);

    assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - before))
        .isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void otherValuesStay() throws Exception {
    assertThat(masked(List.of(1, true, Map.of("key_name", "mine", "n", 2.5))))
        .contains("1,true,", "\"key_name\":\"mine\"", "\"n\":2.5");
  }
}
