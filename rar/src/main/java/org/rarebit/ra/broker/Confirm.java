package org.rarebit.ra.broker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.rarebit.ra.broker.BrokerException.Kind;

/** The broker's answer to one confirmed publish. Thread-safe; answered once. */
public final class Confirm {

  private final CompletableFuture<Void> answer = new CompletableFuture<>();
  private final String what;

  Confirm(String what) {
    this.what = what;
  }

  void acknowledged() {
    answer.complete(null);
  }

  void refused() {
    failed(
        new BrokerException(
            Kind.NACKED,
            "The broker refused the message to "
                + what
                + " (basic.nack), and nobody gets it: the queue is full and refuses more"
                + " (overflow=reject-publish), or it could not store it for the moment."));
  }

  void failed(BrokerException reason) {
    answer.completeExceptionally(reason);
  }

  /**
   * Asks to be told of the answer. Called once: on the reader thread, which must not be blocked, or
   * at once if it is there.
   *
   * @param listener gets null if the broker has taken the message, or else what await would throw
   */
  public void whenAnswered(Consumer<BrokerException> listener) {
    var unused = answer.whenComplete((none, failure) -> listener.accept((BrokerException) failure));
  }

  /**
   * Waits until the broker has taken the message.
   *
   * @param deadline when to give up
   * @throws BrokerException NACKED if the broker refused it, LOST if the link broke, TIMEOUT if the
   *     deadline came first, INTERRUPTED; after the latter three the broker may have it or not
   */
  public void await(Deadline deadline) throws BrokerException {
    try {
      answer.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new BrokerException(
          Kind.TIMEOUT, "The broker did not confirm the message to " + what + " in time.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerException(
          Kind.INTERRUPTED,
          "The thread was interrupted while the broker had not confirmed the message to "
              + what
              + ".",
          e);
    } catch (ExecutionException e) {
      throw ((BrokerException) e.getCause()).forAnother();
    }
  }
}
