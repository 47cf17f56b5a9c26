package org.rarebit.cdi;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.eclipse.microprofile.config.spi.ConfigBuilder;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.Converter;

/** MicroProfile Config with the values of a test. */
final class TestConfig implements Config {

  private final Map<String, String> values;

  private TestConfig(Map<String, String> values) {
    this.values = values;
  }

  static ConfigProviderResolver resolver(Map<String, String> values) {
    return new ConfigProviderResolver() {
      @Override
      public Config getConfig() {
        return new TestConfig(values);
      }

      @Override
      public Config getConfig(ClassLoader loader) {
        return getConfig();
      }

      @Override
      public ConfigBuilder getBuilder() {
        throw new UnsupportedOperationException();
      }

      @Override
      public void registerConfig(Config config, ClassLoader loader) {
        throw new UnsupportedOperationException();
      }

      @Override
      public void releaseConfig(Config config) {
        throw new UnsupportedOperationException();
      }
    };
  }

  /** An empty value is none, and an expression that leads nowhere an error, as specified. */
  @Override
  public <T> Optional<T> getOptionalValue(String key, Class<T> type) {
    String value = values.get(key);
    if (value != null && value.startsWith("${")) {
      throw new NoSuchElementException("no " + value.substring(2, value.length() - 1));
    }
    return Optional.ofNullable(value).filter(text -> !text.isEmpty()).map(type::cast);
  }

  @Override
  public <T> T getValue(String key, Class<T> type) {
    return getOptionalValue(key, type).orElseThrow();
  }

  @Override
  public ConfigValue getConfigValue(String key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Iterable<String> getPropertyNames() {
    return values.keySet();
  }

  @Override
  public Iterable<ConfigSource> getConfigSources() {
    return List.of();
  }

  @Override
  public <T> Optional<Converter<T>> getConverter(Class<T> type) {
    return Optional.empty();
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    throw new IllegalArgumentException(type.getName());
  }
}
