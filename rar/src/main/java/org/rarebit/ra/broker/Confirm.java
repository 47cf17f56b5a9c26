package org.rarebit.ra.broker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.wire.Route;

/** The broker's answer to one publish, for who waits for it. Thread-safe; answered once. */
public final class Confirm implements Consumer<BrokerException> {

  private final CompletableFuture<Void> answer = new CompletableFuture<>();
  private final Route route;

  Confirm(Route route) {
    this.route = route;
  }

  /**
   * The answer.
   *
   * @param failure null if the broker has taken the message
   */
  @Override
  public void accept(BrokerException failure) {
    if (failure == null) {
      answer.complete(null);
    } else {
      answer.completeExceptionally(failure);
    }
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
          Kind.TIMEOUT,
          "The broker did not confirm the message to " + Confirms.describe(route) + " in time.",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerException(
          Kind.INTERRUPTED,
          "The thread was interrupted while the broker had not confirmed the message to "
              + Confirms.describe(route)
              + ".",
          e);
    } catch (ExecutionException e) {
      throw ((BrokerException) e.getCause()).forAnother();
    }
  }
}
