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

  /** A thread of the client's: it reads, sends heartbeats, or watches an end. */
  @Override
  public Thread newThread(Runnable task) {
    return thread(
        () -> ThreadRole.READER.run(task), "rarebit " + linkName + " #" + count.incrementAndGet());
  }

  /** The thread that writes where nobody else does. */
  Thread newWriter(Runnable task) {
    return thread(() -> ThreadRole.WRITER.run(task), "rarebit " + linkName + " writer");
  }

  /** A thread for something that may take long. */
  Thread newWorker(Runnable task, String what) {
    return thread(task, "rarebit " + linkName + " " + what);
  }

  private static Thread thread(Runnable task, String name) {
    Thread thread = new Thread(null, task, name, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(LinkThreads.class.getClassLoader());
    return thread;
  }
}
