package org.rarebit.bench.peer;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.rarebit.bench.load.CommandLoop;
import org.rarebit.ra.RarebitResourceAdapter;
import org.rarebit.ra.inbound.RpcActivationSpec;

/** What activations cost that nobody calls, in a JVM of its own. */
public final class IdleMain {

  private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final ObjectName ACTIVATIONS = activations();

  private IdleMain() {}

  /**
   * Answers each number of activations with threads, sockets and heap in kilobytes, each beyond
   * those without any.
   *
   * @param arguments the broker's URL
   * @throws Exception if it cannot begin
   */
  public static void main(String[] arguments) throws Exception {
    new CommandLoop().run(line -> measure(arguments[0], Integer.parseInt(line)));
  }

  private static String measure(String url, int count) throws Exception {
    PlainContainer container = new PlainContainer();
    RarebitResourceAdapter adapter = new RarebitResourceAdapter();
    adapter.setConnectionURL(url);
    adapter.start(container);
    EchoEndpoints endpoints = new EchoEndpoints();
    long threads = threads();
    long sockets = sockets();
    long heap = heap();
    List<RpcActivationSpec> specs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RpcActivationSpec spec = new RpcActivationSpec();
      spec.setTopic(topic(i));
      spec.setServer(Brokers.SERVER_NAME);
      spec.setExchange(Brokers.EXCHANGE);
      spec.setResourceAdapter(adapter);
      adapter.endpointActivation(endpoints, spec);
      specs.add(spec);
    }
    awaitActive(count);
    TimeUnit.MILLISECONDS.sleep(200); // until the threads of the last declarations have gone
    String answer =
        (threads() - threads) + " " + (sockets() - sockets) + " " + (heap() - heap) / 1000;
    specs.forEach(spec -> adapter.endpointDeactivation(endpoints, spec));
    adapter.stop();
    container.close();
    return answer;
  }

  /**
   * The topics that are served, to be removed.
   *
   * @param count the largest number of activations
   * @return their names
   */
  public static List<String> topics(int count) {
    return Stream.iterate(0, i -> i + 1).limit(count).map(IdleMain::topic).toList();
  }

  private static String topic(int number) {
    return "rarebit_bench_idle_" + number;
  }

  private static ObjectName activations() {
    try {
      return new ObjectName("org.rarebit:type=Activation,*");
    } catch (javax.management.MalformedObjectNameException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitActive(int count) throws Exception {
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    long end = System.nanoTime() + LIMIT_NANOS;
    while (active(beans) < count) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("The activations do not become active.");
      }
      TimeUnit.MILLISECONDS.sleep(20); // JMX tells nobody of a change
    }
  }

  private static int active(MBeanServer beans) throws Exception {
    int active = 0;
    for (ObjectName name : beans.queryNames(ACTIVATIONS, null)) {
      if ("ACTIVE".equals(beans.getAttribute(name, "State"))) {
        active++;
      }
    }
    return active;
  }

  /** All but those that {@link PlainContainer} lends for a moment. */
  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.getName().startsWith("pool-"))
        .count();
  }

  private static long sockets() throws IOException {
    long count = 0;
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      for (Path file : files.toList()) {
        if (Files.isSymbolicLink(file) && linksToSocket(file)) {
          count++;
        }
      }
    }
    return count;
  }

  private static boolean linksToSocket(Path file) {
    try {
      return Files.readSymbolicLink(file).toString().startsWith("socket:");
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  private static long heap() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) { // the collector is asked, not told
      System.gc();
      TimeUnit.MILLISECONDS.sleep(50);
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }
}
