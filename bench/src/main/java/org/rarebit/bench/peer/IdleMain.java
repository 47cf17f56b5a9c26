package org.rarebit.bench.peer;

import java.util.ArrayList;
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
   * Answers each number of activations with what they hold beyond an adapter without any.
   *
   * @param arguments the broker's URL
   * @throws Exception if it cannot begin
   */
  public static void main(String[] arguments) throws Exception {
    new CommandLoop().run(line -> measure(arguments[0], Integer.parseInt(line)).toString());
  }

  private static Footprint measure(String url, int count) throws Exception {
    PlainContainer container = new PlainContainer();
    RarebitResourceAdapter adapter = new RarebitResourceAdapter();
    adapter.setConnectionURL(url);
    adapter.start(container);
    EchoEndpoints endpoints = new EchoEndpoints();
    Footprint before = Footprint.now(LENT_THREADS);
    List<RpcActivationSpec> specs = new ArrayList<>();
    for (String topic : topics(count)) {
      RpcActivationSpec spec = new RpcActivationSpec();
      spec.setTopic(topic);
      spec.setServer(Brokers.SERVER_NAME);
      spec.setExchange(Brokers.EXCHANGE);
      spec.setResourceAdapter(adapter);
      adapter.endpointActivation(endpoints, spec);
      specs.add(spec);
    }
    new ActivationControl().awaitActive(count);
    TimeUnit.MILLISECONDS.sleep(200); // until the threads of the last declarations have gone
    Footprint held = Footprint.now(LENT_THREADS).beyond(before);
    specs.forEach(spec -> adapter.endpointDeactivation(endpoints, spec));
    adapter.stop();
    container.close();
    return held;
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
