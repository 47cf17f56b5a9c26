package org.rarebit.bench.peer;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.rarebit.bench.load.ActivationControl;
import org.rarebit.bench.load.CommandLoop;
import org.rarebit.bench.load.Footprint;
import org.rarebit.ra.RarebitResourceAdapter;
import org.rarebit.ra.inbound.RpcActivationSpec;

/** What activations cost that nobody calls, in a JVM of its own. */
public final class IdleMain {

  /** What the names of the threads begin with that {@link PlainContainer} lends for a moment. */
  private static final String LENT_THREADS = "pool-";

  private IdleMain() {}

  /**
   * Answers each number of activations with what they hold beyond an adapter without any, and,
   * after a semicolon, within how many seconds they could be called.
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
    Footprint before = Footprint.now(LENT_THREADS);
    long begun = System.nanoTime();
    for (String topic : topics(count)) {
      RpcActivationSpec spec = new RpcActivationSpec();
      spec.setTopic(topic);
      spec.setServer(Brokers.SERVER_NAME);
      spec.setExchange(Brokers.EXCHANGE);
      spec.setResourceAdapter(adapter);
      adapter.endpointActivation(endpoints, spec);
    }
    new ActivationControl().awaitActive(count);
    double seconds = (System.nanoTime() - begun) / 1e9;
    TimeUnit.MILLISECONDS.sleep(200); // until the threads of the last declarations have gone
    Footprint held = Footprint.now(LENT_THREADS).beyond(before);
    adapter.stop(); // which ends the activations all at once
    container.close();
    return held + ";" + seconds;
  }

  /**
   * The topics that are served.
   *
   * @param count how many
   * @return their names
   */
  public static List<String> topics(int count) {
    return IntStream.range(0, count).mapToObj(i -> "rarebit_bench_idle_" + i).toList();
  }
}
