package org.rarebit.ra.broker;

import com.rabbitmq.client.impl.CredentialsProvider;
import com.rabbitmq.client.impl.CredentialsRefreshService;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A password that somebody else writes into a file, and changes while a link is open: a rotated
 * secret, or a token that is valid for a short time. The broker of the link is told what is new, so
 * that it need not end the connection when the old one expires. One for each link; its text is
 * never logged.
 *
 * <p>A thread of its own looks at the file, since reading may block and so may the broker; there is
 * none without such a file.
 *
 * @see <a href="https://www.rabbitmq.com/docs/oauth2">RabbitMQ's connection.update-secret</a>
 */
final class PasswordFile implements CredentialsProvider, CredentialsRefreshService {

  private static final System.Logger LOG = System.getLogger(PasswordFile.class.getName());

  private static final LogLimiter WARNINGS = new LogLimiter(LOG, 1);

  /** How soon a change is noticed. */
  static final Duration LOOK = Duration.ofSeconds(10);

  /** A token of OAuth 2 has some thousands of characters. */
  private static final long MOST_BYTES = 64 * 1024;

  private final String userName;
  private final Path file;
  private final Duration look;
  private volatile String known; // what the broker was told last, or is told now
  private volatile Callable<Boolean> tellBroker; // null before the login

  /**
   * With what is in the file now.
   *
   * @throws IOException if it cannot be read
   */
  PasswordFile(String userName, String file, Duration look) throws IOException {
    this.userName = userName;
    this.file = Path.of(file);
    this.look = look;
    this.known = read();
  }

  @Override
  public String getUsername() {
    return userName;
  }

  @Override
  public String getPassword() {
    return known;
  }

  /** Nobody knows; but the client registers what tells the broker only if there is an answer. */
  @Override
  public Duration getTimeBeforeExpiration() {
    return Duration.ofDays(1);
  }

  @Override
  public String register(CredentialsProvider of, Callable<Boolean> refresh) {
    tellBroker = refresh;
    return userName;
  }

  @Override
  public void unregister(CredentialsProvider of, String id) {
    tellBroker = null;
  }

  @Override
  public boolean isApproachingExpiration(Duration timeBeforeExpiration) {
    return false;
  }

  /** The text without blanks around it: files end with the end of a line. */
  private String read() throws IOException {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new IOException("it has more than " + MOST_BYTES + " bytes");
      }
      return Files.readString(file, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new IOException("the password file " + file + " cannot be read: " + e, e);
    }
  }

  /** Tells the broker of each change until the link ends. Returns at once. */
  void follow(BrokerLink link, LinkThreads threads) {
    CountDownLatch ended = new CountDownLatch(1);
    threads.newWorker(() -> follow(link, ended), "password").start();
    link.onLoss(reason -> ended.countDown());
  }

  private void follow(BrokerLink link, CountDownLatch ended) {
    try {
      while (!ended.await(look.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          tellIfNew(link);
        } catch (Exception | Error e) { // the next look may do better
          WARNINGS.log(
              Level.WARNING,
              "password",
              () -> link + ": a new password is not told: " + LogText.of(BrokerLink.reasonOf(e)));
        }
      }
    } catch (InterruptedException e) {
      LOG.log(Level.DEBUG, "nobody interrupts this thread", e);
    }
  }

  private void tellIfNew(BrokerLink link) throws Exception {
    String before = known;
    String now = read();
    Callable<Boolean> telling = tellBroker;
    if (now.equals(before) || telling == null) {
      return;
    }
    known = now;
    boolean told = false;
    try {
      told = telling.call();
    } finally {
      if (!told) {
        known = before;
      }
    }
    LOG.log(Level.INFO, "{0}: the broker has the new password", link);
  }
}
