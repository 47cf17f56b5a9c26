package org.rarebit.ra.wire;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes identifiers that look as oslo.messaging's, 32 lower-case hexadecimal digits; to it they are
 * opaque.
 */
public final class Ids {

  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int LENGTH = 32;
  private static final int COUNTER_DIGITS = 12;

  /** 80 random bits of this process, then room for the counter. */
  private static final byte[] PREFIX = randomPrefix();

  private static final AtomicLong COUNTER = new AtomicLong();

  private Ids() {}

  /**
   * The next id for a message: 80 bits that are random for each process, then a counter of 48 bits.
   * Unique, but the next one can be guessed; made for correlation and for the detection of
   * duplicates. Some ten times as fast as a random one, which every caller would take from one
   * locked generator.
   *
   * @return 32 lower-case hexadecimal digits
   */
  public static String next() {
    byte[] digits = PREFIX.clone();
    long count = COUNTER.getAndIncrement();
    for (int i = LENGTH - 1; i >= LENGTH - COUNTER_DIGITS; i--) {
      digits[i] = DIGITS[(int) (count & 0xf)];
      count >>>= 4;
    }
    return new String(digits, StandardCharsets.ISO_8859_1);
  }

  /**
   * A random id that cannot be guessed, for the names of queues.
   *
   * @return 32 lower-case hexadecimal digits
   */
  public static String random() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  private static byte[] randomPrefix() {
    byte[] random = new byte[LENGTH];
    new SecureRandom().nextBytes(random);
    for (int i = 0; i < LENGTH; i++) {
      random[i] = DIGITS[random[i] & 0xf];
    }
    return random;
  }
}
