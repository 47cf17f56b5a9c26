package org.rarebit.testkit.container;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.ResourceAdapter;
import java.util.ArrayList;
import java.util.List;

/** The endpoints that are active in one container (section 13.4). Thread-safe. */
final class Activations {

  private final AdapterThreads threads;
  private final List<Activation> active = new ArrayList<>(); // guarded by this

  /** Told apart by identity, as the adapter must do: beans may have equal specs. */
  private record Activation(ActivationSpec spec, FakeEndpointFactory<?> endpoints) {}

  Activations(AdapterThreads threads) {
    this.threads = threads;
  }

  void activate(ResourceAdapter adapter, ActivationSpec spec, FakeEndpointFactory<?> endpoints)
      throws ResourceException {
    try {
      threads.call(
          "endpointActivation()",
          () -> {
            endpoints.gate().activating(Thread.currentThread());
            adapter.endpointActivation(endpoints, spec);
          });
    } catch (ResourceException | RuntimeException | Error e) {
      endpoints.gate().inactive();
      throw e;
    }
    endpoints.gate().active();
    synchronized (this) {
      active.add(new Activation(spec, endpoints));
    }
  }

  void deactivate(ResourceAdapter adapter, ActivationSpec spec, FakeEndpointFactory<?> endpoints) {
    boolean last;
    synchronized (this) {
      active.removeIf(one -> one.spec() == spec && one.endpoints() == endpoints);
      last = active.stream().noneMatch(one -> one.endpoints() == endpoints);
    }
    endpoints.gate().deactivating();
    threads.callQuietly(
        "endpointDeactivation()", () -> adapter.endpointDeactivation(endpoints, spec));
    endpoints.gate().inactive();
    if (last) { // those that are open may be another activation's
      endpoints.checkAllReleased();
    }
  }

  void deactivateAll(ResourceAdapter adapter) {
    List<Activation> all;
    synchronized (this) {
      all = List.copyOf(active);
    }
    all.forEach(one -> deactivate(adapter, one.spec(), one.endpoints()));
  }
}
