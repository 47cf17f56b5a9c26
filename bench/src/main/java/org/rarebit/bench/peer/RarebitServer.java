package org.rarebit.bench.peer;

import jakarta.resource.ResourceException;
import java.util.ArrayList;
import java.util.List;
import org.rarebit.bench.load.ActivationControl;
import org.rarebit.ra.RarebitResourceAdapter;
import org.rarebit.ra.inbound.RpcActivationSpec;

/** Serves through the adapter, in the least of containers: an activation for each topic. */
final class RarebitServer implements AnsweringSide {

  private final PlainContainer container = new PlainContainer();
  private final RarebitResourceAdapter adapter = new RarebitResourceAdapter();
  private final List<RpcActivationSpec> specs = new ArrayList<>();
  private final EchoEndpoints endpoints = new EchoEndpoints();

  RarebitServer(String url, String topic) throws Exception {
    adapter.setConnectionURL(url);
    adapter.start(container);
    activate(topic);
  }

  @Override
  public void serve(List<String> topics) throws Exception {
    for (String topic : topics) {
      activate(topic);
    }
    new ActivationControl().awaitActive(specs.size());
  }

  private void activate(String topic) throws ResourceException {
    RpcActivationSpec spec = new RpcActivationSpec();
    spec.setTopic(topic);
    spec.setServer(Brokers.SERVER_NAME);
    spec.setExchange(Brokers.EXCHANGE);
    spec.setResourceAdapter(adapter);
    adapter.endpointActivation(endpoints, spec);
    specs.add(spec);
  }

  @Override
  public void close() {
    specs.forEach(spec -> adapter.endpointDeactivation(endpoints, spec));
    adapter.stop();
    container.close();
  }
}
