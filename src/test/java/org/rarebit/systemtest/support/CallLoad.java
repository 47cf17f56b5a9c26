package org.rarebit.systemtest.support;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Calls and casts without a pause to the topic {@code systemtest_load}, through the example's page,
 * until it is ended. The beans of that topic count in the properties of the JVM.
 */
public final class CallLoad implements AutoCloseable {

  private static final String TOPIC = "systemtest_load";

  /** A call that is lost has no answer at all; one on a slow machine has it late. */
  private static final long PATIENCE_MILLIS = 60_000;

  private static final String RUNS = "systemtest.runs.";
  private static final String SERVED_BY_THE_MOVING = "systemtest.served.moving";

  private final PageClient page = PageClient.ofTestServer();
  private final Set<String> sent = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads;
  private final List<Future<?>> callers = new ArrayList<>();
  private volatile boolean enough;

  /** Begins. */
  public CallLoad(int callers) {
    forget();
    threads = Executors.newFixedThreadPool(callers);
    for (int i = 0; i < callers; i++) {
      String caller = "caller " + i;
      this.callers.add(threads.submit(() -> call(caller)));
    }
  }

  private void call(String caller) {
    for (int i = 0; !enough; i++) {
      String id = caller + " request " + i;
      String args = Json.createObjectBuilder().add("id", id).build().toString();
      sent.add(id);
      if (i % 4 == 3) {
        assertThat(page.cast(TOPIC, "run", args).outcome()).as(id).isEqualTo("sent");
      } else {
        assertThat(page.callWithin(PATIENCE_MILLIS, TOPIC, "run", args).result())
            .isEqualTo(Json.createValue(id));
      }
    }
  }

  /** How many requests the bean that comes and goes has served so far. */
  public static long servedByTheMoving() {
    return Long.parseLong(System.getProperty(SERVED_BY_THE_MOVING, "0"));
  }

  /** Fails if a caller has failed. */
  public void check() throws Exception {
    for (Future<?> caller : callers) {
      if (caller.isDone()) {
        caller.get();
      }
    }
  }

  /**
   * Ends, and waits until every call was answered and every request was run.
   *
   * @return how many requests there were; each has run once
   */
  public int endAndRequireEachOnce() throws Exception {
    enough = true;
    for (Future<?> caller : callers) {
      caller.get(120, TimeUnit.SECONDS);
    }
    Eventually.assertThat(() -> assertThat(runs(sent)).doesNotContainValue(0)); // casts
    assertThat(runs(sent).entrySet()).allMatch(run -> run.getValue() == 1);
    return sent.size();
  }

  private static Map<String, Integer> runs(Set<String> ids) {
    Map<String, Integer> runs = new HashMap<>();
    ids.forEach(id -> runs.put(id, System.getProperty(RUNS + id, "").length()));
    return runs;
  }

  private static void forget() {
    Properties properties = System.getProperties();
    for (Object name : new HashSet<>(properties.keySet())) {
      if (((String) name).startsWith(RUNS) || name.equals(SERVED_BY_THE_MOVING)) {
        properties.remove(name);
      }
    }
  }

  @Override
  public void close() {
    enough = true;
    threads.shutdown();
    forget();
  }
}
