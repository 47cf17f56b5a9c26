package org.rarebit.bench.peer;

import org.rarebit.ra.RarebitResourceAdapter;
import org.rarebit.ra.inbound.RpcActivationSpec;

/** Serves through the adapter, in the least of containers. */
final class RarebitServer implements AutoCloseable {

  private final PlainContainer container = new PlainContainer();
  private final RarebitResourceAdapter adapter = new RarebitResourceAdapter();
  private final RpcActivationSpec spec = new RpcActivationSpec();
  private final EchoEndpoints endpoints = new EchoEndpoints();

  RarebitServer(String url, String topic) throws Exception {
    adapter.setConnectionURL(url);
    adapter.start(container);
    spec.setTopic(topic);
    spec.setServer(Brokers.SERVER_NAME);
    spec.setExchange(Brokers.EXCHANGE);
    spec.setResourceAdapter(adapter);
    adapter.endpointActivation(endpoints, spec);
  }

  @Override
  public void close() {
    adapter.endpointDeactivation(endpoints, spec);
    adapter.stop();
    container.close();
  }
}
