package org.rarebit.testkit.container;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import javax.transaction.xa.XAResource;

/** An adapter that does what a test gives it to do, and nothing else. */
class TestAdapter implements ResourceAdapter {

  volatile BootstrapContext context;

  /** A part of the adapter's life. */
  interface Step {
    void run() throws ResourceException;
  }

  /** What happens to endpoints. */
  interface EndpointStep {
    void run(MessageEndpointFactory factory) throws ResourceException;
  }

  volatile Step onStart = () -> {};
  volatile Runnable onStop = () -> {};
  volatile EndpointStep onActivation = factory -> {};
  volatile EndpointStep onDeactivation = factory -> {};

  @Override
  public void start(BootstrapContext bootstrap) throws ResourceAdapterInternalException {
    context = bootstrap;
    try {
      onStart.run();
    } catch (ResourceException e) {
      throw new ResourceAdapterInternalException(e);
    }
  }

  @Override
  public void stop() {
    onStop.run();
  }

  @Override
  public void endpointActivation(MessageEndpointFactory factory, ActivationSpec spec)
      throws ResourceException {
    onActivation.run(factory);
  }

  @Override
  public void endpointDeactivation(MessageEndpointFactory factory, ActivationSpec spec) {
    try {
      onDeactivation.run(factory);
    } catch (ResourceException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public XAResource[] getXAResources(ActivationSpec[] specs) {
    return null;
  }

  /** A spec that keeps its adapter, or with the wrong answer takes another. */
  static final class Spec implements ActivationSpec {
    private final boolean faithless;
    private ResourceAdapter adapter;
    int validations;

    Spec() {
      this(false);
    }

    Spec(boolean faithless) {
      this.faithless = faithless;
    }

    @Override
    public void validate() {
      validations++;
    }

    @Override
    public ResourceAdapter getResourceAdapter() {
      return adapter;
    }

    @Override
    public void setResourceAdapter(ResourceAdapter resourceAdapter) throws ResourceException {
      if (adapter != null && adapter != resourceAdapter && !faithless) {
        throw new ResourceException("This spec has its adapter.");
      }
      adapter = resourceAdapter;
    }
  }
}
