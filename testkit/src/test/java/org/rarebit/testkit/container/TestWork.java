package org.rarebit.testkit.container;

import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkContext;
import jakarta.resource.spi.work.WorkContextProvider;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A Work that runs a task and counts its releases. */
class TestWork implements Work {

  final AtomicInteger releases = new AtomicInteger();
  private final Runnable task;

  private TestWork(Runnable task) {
    this.task = task;
  }

  static TestWork of(Runnable task) {
    return new TestWork(task);
  }

  static TestWork with(List<WorkContext> contexts, Runnable task) {
    return new Provider(contexts, task);
  }

  @Override
  public void run() {
    task.run();
  }

  @Override
  public void release() {
    releases.incrementAndGet();
  }

  private static final class Provider extends TestWork implements WorkContextProvider {
    private static final long serialVersionUID = 1L;
    private final transient List<WorkContext> contexts;

    Provider(List<WorkContext> contexts, Runnable task) {
      super(task);
      this.contexts = contexts;
    }

    @Override
    public List<WorkContext> getWorkContexts() {
      return contexts;
    }
  }
}
