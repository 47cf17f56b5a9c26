package org.rarebit.bench.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What this JVM holds at the moment.
 *
 * @param threads all of them, or those that count
 * @param sockets open ones; 0 where the system does not tell
 * @param heapBytes after a collection
 */
public record Footprint(long threads, long sockets, long heapBytes) {

  /**
   * Looks, and collects garbage before.
   *
   * @param lentThreads what the names of the threads that do not count begin with; null: all count
   * @return what there is
   * @throws IOException if the system does not tell
   * @throws InterruptedException if the thread is interrupted
   */
  public static Footprint now(String lentThreads) throws IOException, InterruptedException {
    long threads =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> lentThreads == null || !thread.getName().startsWith(lentThreads))
            .count();
    return new Footprint(threads, openSockets(), usedHeap());
  }

  private static long openSockets() throws IOException {
    Path descriptors = Path.of("/proc/self/fd");
    if (!Files.isDirectory(descriptors)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(descriptors)) {
      return files.filter(Footprint::isSocket).count();
    }
  }

  private static boolean isSocket(Path file) {
    try {
      return Files.isSymbolicLink(file)
          && Files.readSymbolicLink(file).toString().startsWith("socket:");
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  private static long usedHeap() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) { // the collector is asked, not told
      System.gc();
      TimeUnit.MILLISECONDS.sleep(50);
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  /**
   * What has come since.
   *
   * @param before an earlier look
   * @return the differences
   */
  public Footprint beyond(Footprint before) {
    return new Footprint(
        threads - before.threads, sockets - before.sockets, heapBytes - before.heapBytes);
  }

  /**
   * Reads one.
   *
   * @param line as {@link #toString} writes it
   * @return the footprint
   * @throws IllegalStateException with the line, if it is none
   */
  public static Footprint parse(String line) {
    String[] words = line.trim().split(" ", -1);
    if (words.length != 3) {
      throw new IllegalStateException(line);
    }
    return new Footprint(
        Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]));
  }

  /** One line. */
  @Override
  public String toString() {
    return threads + " " + sockets + " " + heapBytes;
  }
}
