package org.rarebit.manual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.Arg;
import org.rarebit.api.RemoteErrorException;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.RpcContract;
import org.rarebit.api.RpcListener;
import org.rarebit.api.Target;
import org.rarebit.ra.RarebitResourceAdapter;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;
import org.rarebit.testkit.broker.EmbeddedBroker;
import org.rarebit.testkit.container.DeliveryOutcome;
import org.rarebit.testkit.container.EndpointStyle;
import org.rarebit.testkit.container.FakeContainer;
import org.rarebit.testkit.container.FakeEndpointFactory;

/** The snippet of docs/testkit.md: how users test a bean of theirs. */
class StockBeanTest {

  /** The contract under test. */
  @RpcContract
  public interface Stock {
    long take(@Arg("article") String article, @Arg("count") long count) throws OutOfStockException;
  }

  /** A part of the contract. */
  public static class OutOfStockException extends Exception {
    private static final long serialVersionUID = 1L;

    OutOfStockException(String article) {
      super("no more of " + article);
    }
  }

  /** The bean under test. */
  public static class StockBean implements RpcListener, Stock {
    ConcurrentMap<String, Long> shelves; // injected

    @Override
    public long take(String article, long count) throws OutOfStockException {
      long left = shelves.merge(article, -count, Long::sum);
      if (left < 0) {
        throw new OutOfStockException(article);
      }
      return left;
    }
  }

  private final EmbeddedBroker broker = new EmbeddedBroker();
  private final FakeContainer container = new FakeContainer();
  private final ConcurrentMap<String, Long> shelves = new ConcurrentHashMap<>();
  private FakeEndpointFactory<StockBean> beans;
  private RpcConnectionFactory rpc;

  @BeforeEach
  void deploy() throws Exception {
    broker.start();
    RarebitResourceAdapter adapter = new RarebitResourceAdapter();
    adapter.setConnectionURL(broker.url());
    container.start(adapter);

    RpcActivationSpec spec = new RpcActivationSpec();
    spec.setTopic("stock");
    beans = container.endpoints(StockBean.class, this::newBean).style(EndpointStyle.PAYARA);
    container.activate(spec, beans);
    assertThat(broker.await(Duration.ofSeconds(30), b -> b.consumerCount("stock") == 1)).isTrue();

    RpcManagedConnectionFactory factory = new RpcManagedConnectionFactory();
    container.associate(factory);
    rpc = (RpcConnectionFactory) factory.createConnectionFactory(container.connectionManager());
  }

  private StockBean newBean() {
    StockBean bean = new StockBean();
    bean.shelves = shelves;
    return bean;
  }

  @AfterEach
  void undeploy() {
    container.close(); // fails the test if something broke the container's contract
    broker.close();
  }

  @Test
  void whatIsTakenIsGone() throws Exception {
    shelves.put("bolt", 10L);

    Stock stock = rpc.proxy(Stock.class, Target.topic("stock"));
    assertThat(stock.take("bolt", 3)).isEqualTo(7);
  }

  @Test
  void anEmptyShelfIsToldToTheCaller() throws Exception {
    shelves.put("bolt", 1L);

    Stock stock = rpc.proxy(Stock.class, Target.topic("stock"));
    assertThatThrownBy(() -> stock.take("bolt", 2))
        .isInstanceOf(RemoteErrorException.class)
        .hasMessageContaining("no more of bolt");

    // an application exception commits, unless it says otherwise
    assertThat(beans.awaitDeliveries(1, Duration.ofSeconds(30)))
        .singleElement()
        .satisfies(
            delivery -> {
              assertThat(delivery.failure()).isInstanceOf(OutOfStockException.class);
              assertThat(delivery.outcome()).isEqualTo(DeliveryOutcome.COMMITTED);
            });
  }
}
