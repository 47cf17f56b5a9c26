package org.rarebit.ra.inbound;

import java.lang.System.Logger.Level;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerLink;
import org.rarebit.ra.broker.ConsumerChannel;
import org.rarebit.ra.broker.LinkKeeper;

/**
 * The consumers of a server at the moment: begun on each link anew, on a channel of their own, and
 * begun again when the broker ends the channel or a queue alone. Thread-safe.
 *
 * @param <C> what the server starts
 */
final class CurrentConsumers<C extends Consumers> {

  private static final System.Logger LOG = System.getLogger(CurrentConsumers.class.getName());

  /** Declares and consumes; may wait for the broker. */
  interface Starter<C> {
    C start(ConsumerChannel channel) throws BrokerException;
  }

  /** Changes what is consumed; may wait for the broker. */
  interface Change<C> {
    void make(C consumers) throws BrokerException;
  }

  private final LinkKeeper.Member server;
  private final LinkKeeper supervisor;

  /** Held while the broker is asked to begin or end consumers; never by the reader thread. */
  private final Object adjusting = new Object();

  private C consumers; // guarded by this; null while nothing consumes
  private boolean stopped; // guarded by this

  CurrentConsumers(LinkKeeper.Member server, LinkKeeper supervisor) {
    this.server = server;
    this.supervisor = supervisor;
  }

  /**
   * Begins consumers on a link, in place of the last ones. Two queues that are deleted at once ask
   * for this twice: the second waits, and looks again.
   */
  void begin(BrokerLink link, Starter<C> starter) throws BrokerException {
    synchronized (adjusting) {
      close(take());
      if (isStopped()) {
        return;
      }
      ConsumerChannel channel = link.openConsumer(link.patience());
      try {
        channel.onLoss(reason -> lost(channel, reason));
        keep(starter.start(channel));
      } catch (BrokerException | RuntimeException e) {
        channel.close();
        throw e;
      }
    }
  }

  /**
   * Changes what is consumed now; the next link begins with the change. Nothing happens once it is
   * stopped.
   */
  void change(Change<C> change) {
    synchronized (adjusting) {
      if (isStopped()) {
        return;
      }
      C now = current();
      try {
        if (now != null) {
          change.make(now);
        }
      } catch (BrokerException e) {
        LOG.log(Level.WARNING, "{0}: {1} Trying again.", server.describe(), e.getMessage());
        supervisor.attachAgain(server);
      }
    }
  }

  /** What consumes now, or null. */
  synchronized C current() {
    return consumers != null && consumers.channel().isOpen() ? consumers : null;
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  private synchronized void keep(C fresh) {
    consumers = fresh;
    LOG.log(Level.INFO, "{0}: active", server.describe());
  }

  private synchronized C take() {
    C last = consumers;
    consumers = null;
    return last;
  }

  private static void close(Consumers last) {
    if (last != null) {
      last.channel().close();
    }
  }

  /** The broker ended the channel alone, for example after an error in an acknowledgement. */
  private void lost(ConsumerChannel channel, BrokerException reason) {
    synchronized (this) {
      if (consumers == null || consumers.channel() != channel) {
        return; // we closed it
      }
      consumers = null;
    }
    if (channel.link().isOpen()) {
      LOG.log(Level.WARNING, "{0}: {1} Consuming again.", server.describe(), reason.getMessage());
      supervisor.attachAgain(server);
    }
  }

  /** A queue was deleted on the broker: it is declared again, and little else is disturbed. */
  void cancelled(String queue) {
    LOG.log(
        Level.WARNING,
        "{0}: queue {1} was deleted on the broker. Declaring it again.",
        server.describe(),
        queue);
    supervisor.attachAgain(server);
  }

  /**
   * Ends the consumers for good: nothing more is delivered. Waits for those that are just
   * beginning, which would leave their queues behind otherwise, and for the broker.
   */
  void stop() {
    synchronized (adjusting) {
      C last;
      synchronized (this) {
        stopped = true;
        last = current();
      }
      try {
        if (last != null) {
          last.cancelAll();
        }
      } catch (BrokerException e) {
        LOG.log(Level.DEBUG, "{0}: already not consuming: {1}", server.describe(), e.getMessage());
      }
    }
  }

  /** Closes the channel: what was not settled goes back to the broker. */
  void close() {
    close(take());
  }
}
