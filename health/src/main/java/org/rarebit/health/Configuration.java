package org.rarebit.health;

import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * The configuration of the application: MicroProfile Config where the server has it, else system
 * properties and the environment. Stateless.
 */
final class Configuration {

  private Configuration() {}

  /** What a key says; empty if it says nothing. */
  static Optional<String> value(String key) {
    try {
      return MicroProfile.value(key);
    } catch (LinkageError | IllegalStateException e) { // the API, or what implements it, is absent
      return Optional.ofNullable(System.getProperty(key))
          .or(() -> Optional.ofNullable(System.getenv(inEnvironment(key))));
    }
  }

  /** As MicroProfile Config does: RAREBIT_HEALTH_ACTIVATIONS. */
  private static String inEnvironment(String key) {
    return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }

  /** Loaded by the first use: the class above needs nothing of MicroProfile. */
  private static final class MicroProfile {
    static Optional<String> value(String key) {
      return ConfigProvider.getConfig().getOptionalValue(key, String.class);
    }
  }
}
