package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Listens to what a part of the adapter logs at INFO and above, until it is closed. */
public final class LoggedLines extends Handler implements AutoCloseable {

  private final Logger logger; // held: loggers are collected as garbage
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();
  private final CountDownLatch error = new CountDownLatch(1);

  private LoggedLines(String name) {
    this.logger = Logger.getLogger(name);
    setLevel(Level.INFO);
    logger.addHandler(this);
  }

  /** Of a class, or of all in a package. */
  public static LoggedLines of(String name) {
    return new LoggedLines(name);
  }

  /** The texts at ERROR. */
  public List<String> errors() {
    return texts(Level.SEVERE);
  }

  /** The texts at WARNING. */
  public List<String> warnings() {
    return texts(Level.WARNING);
  }

  /** The texts at INFO. */
  public List<String> infos() {
    return texts(Level.INFO);
  }

  private List<String> texts(Level level) {
    return records.stream()
        .filter(line -> line.getLevel().equals(level))
        .map(new SimpleFormatter()::formatMessage)
        .toList();
  }

  /** What was thrown, of the lines that show it with its stack trace. */
  public List<Throwable> traces() {
    return records.stream().map(LogRecord::getThrown).filter(Objects::nonNull).toList();
  }

  /** Waits for the first line at ERROR. */
  public void awaitError() throws InterruptedException {
    assertThat(error.await(30, TimeUnit.SECONDS)).isTrue();
  }

  /** Waits for a line at WARNING or above. */
  public void awaitLine(Predicate<String> wanted) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (records.stream()
        .filter(line -> line.getLevel().intValue() >= Level.WARNING.intValue())
        .map(new SimpleFormatter()::formatMessage)
        .noneMatch(wanted)) {
      assertThat(System.nanoTime()).as("it is logged in time").isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Override
  public void publish(LogRecord line) {
    if (isLoggable(line)) {
      records.add(line);
      if (line.getLevel().equals(Level.SEVERE)) {
        error.countDown();
      }
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
  }
}
