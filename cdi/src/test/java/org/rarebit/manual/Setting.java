package org.rarebit.manual;

import java.util.List;
import java.util.Map;
import org.rarebit.api.Arg;
import org.rarebit.api.Cast;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.RpcContract;
import org.rarebit.api.RpcListener;
import org.rarebit.ra.RarebitResourceAdapter;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;
import org.rarebit.testkit.broker.EmbeddedBroker;
import org.rarebit.testkit.broker.RabbitMqNode;
import org.rarebit.testkit.container.FakeContainer;
import org.rarebit.testkit.container.FakeEndpointFactory;

/** What the manual's snippets take for granted: the reader's own types, and what is at hand. */
@SuppressWarnings("unused") // by the snippets
abstract class Setting {

  RpcConnectionFactory rpc;
  RpcConnection connection;
  RequestContext context;
  Invoice invoice;

  EmbeddedBroker broker;
  FakeContainer container;
  FakeEndpointFactory<StockBean> beans;
  RarebitResourceAdapter adapter;
  RpcActivationSpec spec;
  RpcManagedConnectionFactory factory;
  RabbitMqNode node;
  Orders orders;
  Map<String, Long> shelves;

  /** Made for each endpoint. */
  abstract StockBean newBean();

  record Invoice(long id) {}

  record Instance(String name) {}

  record Flavor(long id) {}

  record Series(List<Double> values) {}

  record Summary(double average) {
    static Summary of(Series series) {
      return new Summary(series.values().get(0));
    }
  }

  /** The contract of most snippets. */
  @RpcContract(version = "1.0")
  interface Calculator {
    long add(@Arg("a") long a, @Arg("b") long b);

    Summary summarize(@Arg("series") Series series);

    @Cast
    void log(@Arg("line") String line);
  }

  /** A session bean with roles. */
  interface Vault {
    String open();
  }

  @RpcContract
  interface Stock {
    long take(@Arg("article") String article, @Arg("count") long count);
  }

  abstract static class StockBean implements RpcListener, Stock {}

  /** Serves it in the overview of the API. */
  static final class CalculatorBean implements RpcListener, Calculator {
    @Override
    public long add(long a, long b) {
      return a + b;
    }

    @Override
    public Summary summarize(Series series) {
      return Summary.of(series);
    }

    @Override
    public void log(String line) {}
  }

  interface Orders {
    void place(long id);
  }
}
