package org.rarebit.ra.broker;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Names the RabbitMQ client's own threads (a reader and a heartbeat sender for each socket) after
 * their link, and makes them daemons, so that they never keep a server from stopping. They inherit
 * nothing of the thread that happened to open the link: not its context class loader, which would
 * pin an application.
 */
final class LinkThreads implements ThreadFactory {

  private final String linkName;
  private final AtomicInteger count = new AtomicInteger();

  LinkThreads(String linkName) {
    this.linkName = linkName;
  }

  @Override
  public Thread newThread(Runnable task) {
    Thread thread =
        new Thread(null, task, "rarebit " + linkName + " #" + count.incrementAndGet(), 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(LinkThreads.class.getClassLoader());
    return thread;
  }
}
