package org.rarebit.ra.log;

import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/**
 * Hands what a library of the archive logs to the platform's logger of the same name. Thread-safe.
 */
final class SystemLogger extends LegacyAbstractLogger {

  private static final long serialVersionUID = 1L;

  private final transient System.Logger platform;

  SystemLogger(String name) {
    this.name = name;
    this.platform = System.getLogger(name);
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level, Marker marker, String pattern, Object[] arguments, Throwable thrown) {
    System.Logger.Level ours = levelOf(level);
    if (platform.isLoggable(ours)) {
      String text =
          arguments == null ? pattern : MessageFormatter.basicArrayFormat(pattern, arguments);
      platform.log(ours, text, thrown);
    }
  }

  private static System.Logger.Level levelOf(Level level) {
    return switch (level) {
      case ERROR -> System.Logger.Level.ERROR;
      case WARN -> System.Logger.Level.WARNING;
      case INFO -> System.Logger.Level.INFO;
      case DEBUG -> System.Logger.Level.DEBUG;
      case TRACE -> System.Logger.Level.TRACE;
    };
  }

  @Override
  protected String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  public boolean isTraceEnabled() {
    return platform.isLoggable(System.Logger.Level.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return platform.isLoggable(System.Logger.Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return platform.isLoggable(System.Logger.Level.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return platform.isLoggable(System.Logger.Level.WARNING);
  }

  @Override
  public boolean isErrorEnabled() {
    return platform.isLoggable(System.Logger.Level.ERROR);
  }
}
