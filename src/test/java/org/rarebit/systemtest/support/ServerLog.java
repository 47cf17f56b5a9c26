package org.rarebit.systemtest.support;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Listens to what the server of the tests logs at WARNING and above, causes included, until it is
 * closed.
 */
public final class ServerLog extends Handler implements AutoCloseable {

  private final Logger logger; // held: loggers are collected as garbage
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final SimpleFormatter formatter = new SimpleFormatter();

  private ServerLog(String name) {
    this.logger = Logger.getLogger(name);
    setLevel(Level.WARNING);
    logger.addHandler(this);
  }

  /** Listens to the adapter. */
  public static ServerLog ofAdapter() {
    return new ServerLog("org.rarebit");
  }

  /** Listens to the whole server. */
  public static ServerLog ofServer() {
    return new ServerLog("");
  }

  /** What was logged so far, one text for each record. */
  public List<String> lines() {
    return lines;
  }

  @Override
  public void publish(LogRecord line) {
    if (isLoggable(line)) {
      StringBuilder text = new StringBuilder(formatter.formatMessage(line));
      for (Throwable cause = line.getThrown(); cause != null; cause = cause.getCause()) {
        text.append('\n').append(cause);
      }
      lines.add(text.toString());
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
  }
}
