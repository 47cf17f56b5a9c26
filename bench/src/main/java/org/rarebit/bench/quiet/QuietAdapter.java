package org.rarebit.bench.quiet;

import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import org.rarebit.ra.RarebitResourceAdapter;

/** The adapter, but that it does nothing with what it is to activate. */
public class QuietAdapter extends RarebitResourceAdapter {

  /** For the container. */
  public QuietAdapter() {}

  @Override
  public void endpointActivation(MessageEndpointFactory factory, ActivationSpec spec) {
    // so that all there is of it is the server's
  }

  @Override
  public void endpointDeactivation(MessageEndpointFactory factory, ActivationSpec spec) {
    // nothing was activated
  }
}
