package org.rarebit.ra.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes identifiers that look as oslo.messaging's, 32 lower-case hexadecimal digits; to it they are
 * opaque. All 128 bits of one are unpredictable, whatever others were seen: who knows the id of a
 * call can answer it.
 *
 * <p>They are a counter, encrypted under a key of this process (AES in counter mode), so no two are
 * equal. Made by the batch: one at a time would cost each caller a call of the cipher, or a lock of
 * a generator that all share.
 */
public final class Ids {

  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int BYTES = 16;
  private static final int IN_A_BATCH = 256;

  private static final Cipher STREAM = stream(); // guarded by Ids.class
  private static final AtomicReference<Batch> CURRENT = new AtomicReference<>(more());

  private Ids() {}

  /** Ids to come. Each is handed out once: the number decides whose it is. */
  private static final class Batch {

    final byte[] bytes;
    final AtomicInteger next = new AtomicInteger();

    Batch(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  /**
   * The next id. Thread-safe; blocks nobody, but for a moment each 256 ids.
   *
   * @return 32 lower-case hexadecimal digits
   */
  public static String next() {
    while (true) {
      Batch batch = CURRENT.get();
      int mine = batch.next.getAndIncrement();
      if (mine < IN_A_BATCH && mine >= 0) {
        return hexadecimal(batch.bytes, mine * BYTES);
      }
      replace(batch);
    }
  }

  /**
   * An id for the names of queues.
   *
   * @return as {@link #next}
   */
  public static String random() {
    return next();
  }

  private static void replace(Batch spent) {
    synchronized (Ids.class) {
      if (CURRENT.get() == spent) { // else another thread was quicker
        CURRENT.set(more());
      }
    }
  }

  private static String hexadecimal(byte[] bytes, int from) {
    byte[] digits = new byte[2 * BYTES];
    for (int i = 0; i < BYTES; i++) {
      byte b = bytes[from + i];
      digits[2 * i] = DIGITS[(b >> 4) & 0xf];
      digits[2 * i + 1] = DIGITS[b & 0xf];
    }
    return new String(digits, StandardCharsets.ISO_8859_1);
  }

  private static Batch more() {
    synchronized (Ids.class) {
      return new Batch(STREAM.update(new byte[IN_A_BATCH * BYTES]));
    }
  }

  private static Cipher stream() {
    byte[] random = new byte[2 * BYTES];
    new SecureRandom().nextBytes(random);
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(random, 0, BYTES, "AES"),
          new IvParameterSpec(random, BYTES, BYTES));
      return cipher;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no AES, which each must have.", e);
    }
  }
}
