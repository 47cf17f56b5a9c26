package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;
import org.rarebit.api.Target;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.testkit.container.FakeEndpointFactory;

/** Eight callers, one server that stays and one that comes and goes ten times. */
final class RedeploymentLoad {

  private static final int CALLERS = 8;
  private static final int REDEPLOYMENTS = 10;
  private static final int SERVED_EACH_TIME = 50;

  /** Counts how often each request was run. */
  public static class CountingBean implements RpcListener {
    private final Map<String, Integer> runs;

    /** For the container's generated subclass, which runs no method of it. */
    public CountingBean() {
      this(new ConcurrentHashMap<>());
    }

    CountingBean(Map<String, Integer> runs) {
      this.runs = runs;
    }

    @RpcMethod
    public String run(String id) throws InterruptedException {
      runs.merge(id, 1, Integer::sum); // at once: who sees the request sees that it runs
      TimeUnit.MILLISECONDS.sleep(1); // some work, so that requests are always under way
      return id;
    }
  }

  private final String topic;
  private final String acknowledgement;
  private final Map<String, Integer> runs = new ConcurrentHashMap<>();
  private final Set<String> sent = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean enough = new AtomicBoolean();

  RedeploymentLoad(String topic, String acknowledgement) {
    this.topic = topic;
    this.acknowledgement = acknowledgement;
  }

  /** Fails unless every call is answered and every request, casts included, runs once. */
  void run(AdapterFixture fixture, AdapterFixture other) throws Exception {
    other.container().activate(spec("steady"), counting(other));
    Beans.eventually(() -> Beans.activation(CountingBean.class).getState().equals("ACTIVE"));
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    List<Future<?>> running = new ArrayList<>();
    try {
      for (int caller = 0; caller < CALLERS; caller++) {
        String name = "caller " + caller;
        running.add(callers.submit(() -> call(fixture, name)));
      }
      for (int i = 0; i < REDEPLOYMENTS; i++) {
        RpcActivationSpec moving = spec("moving");
        FakeEndpointFactory<CountingBean> beans = counting(fixture);
        fixture.container().activate(moving, beans);
        beans.awaitDeliveries(SERVED_EACH_TIME, AdapterFixture.PATIENCE);
        fixture.container().deactivate(moving, beans);
      }
    } finally {
      enough.set(true);
      callers.shutdown();
    }
    for (Future<?> caller : running) {
      caller.get(90, TimeUnit.SECONDS);
    }
    Beans.eventually(() -> runs.size() == sent.size()); // casts may still be on their way
    requireEachOnce();
  }

  private RpcActivationSpec spec(String server) {
    RpcActivationSpec spec = new RpcActivationSpec();
    spec.setTopic(topic);
    spec.setServer(server);
    spec.setAcknowledgement(acknowledgement);
    return spec;
  }

  private FakeEndpointFactory<CountingBean> counting(AdapterFixture adapter) {
    return adapter.container().endpoints(CountingBean.class, () -> new CountingBean(runs));
  }

  private Void call(AdapterFixture fixture, String caller) throws Exception {
    try (RpcConnection connection = fixture.connect()) {
      RpcClient client = connection.client(Target.topic(topic));
      for (int i = 0; !enough.get(); i++) {
        String id = caller + " request " + i;
        sent.add(id);
        if (i % 4 == 3) {
          client.request("run").arg("id", id).cast();
        } else {
          assertThat(client.request("run").arg("id", id).call()).isEqualTo(id);
        }
      }
    }
    return null;
  }

  private void requireEachOnce() {
    Set<String> notOnce = new HashSet<>();
    runs.forEach(
        (id, count) -> {
          if (count != 1) {
            notOnce.add(id + ": " + count);
          }
        });
    assertThat(notOnce).isEmpty();
    assertThat(runs.keySet()).isEqualTo(sent);
  }
}
