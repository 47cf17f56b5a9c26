package org.rarebit.check;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What this application has sent and waits for. Tokens are random, so that several servers on one
 * broker do not take each other's for their own. Thread-safe.
 */
final class Tokens {

  private static final ConcurrentMap<String, CountDownLatch> EXPECTED = new ConcurrentHashMap<>();

  private Tokens() {}

  /** Something came. What nobody here expects is another server's, or of a check that has ended. */
  static void arrived(String token) {
    CountDownLatch expected = EXPECTED.get(token);
    if (expected != null) {
      expected.countDown();
    }
  }

  /** A new token, which is expected until it is closed. */
  static Token expect() {
    Token token = new Token(UUID.randomUUID().toString(), new CountDownLatch(1));
    EXPECTED.put(token.text(), token.latch());
    return token;
  }

  /** One that was given out here. */
  record Token(String text, CountDownLatch latch) implements AutoCloseable {

    boolean hasArrived() {
      return latch.getCount() == 0;
    }

    /** Blocks until it comes, for so long at most; says whether it came. */
    boolean await(Duration patience) throws InterruptedException {
      return latch.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
      EXPECTED.remove(text);
    }
  }
}
