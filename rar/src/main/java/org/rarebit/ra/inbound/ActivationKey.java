package org.rarebit.ra.inbound;

import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;

/** By identity: two beans with equal properties are two activations (Connectors 13.4.9.1). */
record ActivationKey(MessageEndpointFactory factory, ActivationSpec spec) {

  @Override
  public boolean equals(Object other) {
    return other instanceof ActivationKey that && factory == that.factory && spec == that.spec;
  }

  @Override
  public int hashCode() {
    return 31 * System.identityHashCode(factory) + System.identityHashCode(spec);
  }
}
