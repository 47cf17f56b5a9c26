package org.rarebit.bench.load;

import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** The adapter's activations in this JVM, as an operator sees them. */
public final class ActivationControl {

  private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(10);

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** As many times as long as a look takes, so that it disturbs nobody. */
  private static final int BETWEEN_LOOKS = 10;

  private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

  /** Those of this JVM. */
  public ActivationControl() {}

  /**
   * Waits until so many can be called.
   *
   * @param count how many, at least
   * @throws Exception if they cannot be, after a while
   */
  public void awaitActive(int count) throws Exception {
    await(() -> inState("ACTIVE", "") >= count, "The activations do not become active.");
  }

  /**
   * Pauses those whose server's name contains a word, and waits until nothing is in flight.
   *
   * @param word for example a topic
   * @throws Exception if they do not stop
   */
  public void pause(String word) throws Exception {
    for (ObjectName name : named(word)) {
      beans.invoke(name, "pause", new Object[0], new String[0]);
    }
    await(
        () -> inState("PAUSED", word) == named(word).size() && isIdle(word),
        "The activation does not pause.");
  }

  /**
   * Resumes those whose server's name contains a word.
   *
   * @param word for example a topic
   * @throws JMException if they cannot be
   */
  public void resume(String word) throws JMException {
    for (ObjectName name : named(word)) {
      beans.invoke(name, "resume", new Object[0], new String[0]);
    }
  }

  private Set<ObjectName> named(String word) throws JMException {
    Set<ObjectName> all = beans.queryNames(new ObjectName("org.rarebit:type=Activation,*"), null);
    all.removeIf(name -> !name.getKeyProperty("server").contains(word));
    return all;
  }

  private int inState(String state, String word) throws JMException {
    int count = 0;
    for (ObjectName name : named(word)) {
      if (state.equals(beans.getAttribute(name, "State"))) {
        count++;
      }
    }
    return count;
  }

  private boolean isIdle(String word) throws JMException {
    for (ObjectName name : named(word)) {
      if (!Integer.valueOf(0).equals(beans.getAttribute(name, "InFlight"))) {
        return false;
      }
    }
    return true;
  }

  private interface Condition {
    boolean holds() throws JMException;
  }

  private static void await(Condition condition, String otherwise) throws Exception {
    long end = System.nanoTime() + LIMIT_NANOS;
    long looked = System.nanoTime();
    while (!condition.holds()) {
      long nanos = System.nanoTime() - looked;
      if (System.nanoTime() - end > 0) {
        throw new TimeoutException(otherwise);
      }
      // JMX tells nobody of a change; ten thousand beans are asked less often
      TimeUnit.NANOSECONDS.sleep(Math.max(LOOK_NANOS, BETWEEN_LOOKS * nanos));
      looked = System.nanoTime();
    }
  }
}
