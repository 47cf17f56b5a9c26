package org.rarebit.ra.broker;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A connected socket, plain or with TLS, that holds nobody: what it cannot do now it leaves undone.
 * One thread at a time reads, one at a time writes; they do not disturb each other.
 */
interface NetworkStream {

  /**
   * Reads what has come.
   *
   * @param into has room for at least {@link TlsStream#LARGEST_RECORD}
   * @return how many bytes; 0 if nothing has come, -1 at the end
   */
  int read(ByteBuffer into) throws IOException;

  /**
   * Writes what the socket takes now.
   *
   * @return whether it took all, and nothing is left of what was written before
   */
  boolean write(ByteBuffer from) throws IOException;

  /** How many bytes the socket has taken so far. For the thread that writes. */
  long taken();

  /**
   * Waits until something can be read, or the socket is closed.
   *
   * @param millis how long; 0 for ever
   * @return false if the time is up
   */
  boolean awaitReadable(long millis) throws IOException;

  /**
   * Waits until something can be written, or the socket is closed.
   *
   * @param millis how long; more than 0
   */
  void awaitWritable(long millis) throws IOException;

  /** Says goodbye, as far as the socket takes it now. For the thread that writes. */
  void sayGoodbye() throws IOException;

  /** Ends it at once; who waits here wakes up. Never fails; twice is harmless. */
  void close();
}
