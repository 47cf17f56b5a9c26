package org.rarebit.bench.load;

import java.util.concurrent.CompletionStage;

/** The calling side of a peer, for one caller; used by one thread at a time. */
public interface EchoClient extends AutoCloseable {

  /**
   * Calls the server and waits for the text to come back.
   *
   * @param text what to send
   * @return what came back
   * @throws Exception whatever makes the call fail
   */
  String echo(String text) throws Exception;

  /**
   * Calls the server and does not wait.
   *
   * @param text what to send
   * @return completes with what came back
   * @throws Exception whatever makes the publish fail
   */
  default CompletionStage<String> echoAsync(String text) throws Exception {
    throw new UnsupportedOperationException("This peer has no asynchronous calls.");
  }

  /**
   * Sends a request that nobody answers, and waits until the broker has confirmed it.
   *
   * @param text what to send
   * @throws Exception whatever makes it fail
   */
  default void cast(String text) throws Exception {
    throw new UnsupportedOperationException("This peer has no casts.");
  }

  /**
   * Sends many requests that nobody answers in the way that is the fastest here, confirmed. Some
   * may be unconfirmed on return; {@link #close()} waits for them.
   *
   * @param text what to send
   * @param count how many
   * @throws Exception whatever makes one fail
   */
  default void castMany(String text, int count) throws Exception {
    throw new UnsupportedOperationException("This peer has no other way to cast many.");
  }

  @Override
  void close();
}
