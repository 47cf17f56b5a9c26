package org.rarebit.manual;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.annotation.Resource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rarebit.api.AnnotatedNotificationListener;
import org.rarebit.api.Arg;
import org.rarebit.api.OnNotification;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.RpcMethod;
import org.rarebit.api.Target;
import org.rarebit.inmemory.InMemoryRpc;

/** The second snippet of docs/testkit.md. */
class ShopTest {

  /** A session bean. */
  public static class Shop {
    @Resource RpcConnectionFactory rpc;

    void sell(String article) {
      rpc.client(Target.topic("stock")).request("take").arg("article", article).cast();
      rpc.notifier("shop").info("article.sold", article);
    }
  }

  /** Stands for a service written in Python. */
  public static class Stock {
    final List<String> taken = new ArrayList<>();

    @RpcMethod
    public void take(@Arg("article") String article) {
      taken.add(article);
    }
  }

  /** Hears. */
  public static class Statistics implements AnnotatedNotificationListener {
    final List<String> sold = new ArrayList<>();

    @OnNotification(eventType = "article.sold")
    public void sold(String article) {
      sold.add(article);
    }
  }

  @Test
  void whatIsSoldIsTakenFromTheStockAndCounted() {
    Stock stock = new Stock();
    Statistics statistics = new Statistics();
    Shop shop = new Shop();
    try (InMemoryRpc rpc = InMemoryRpc.serve("stock", stock).andHear("notifications", statistics)) {
      shop.rpc = rpc;

      shop.sell("bolt");

      assertThat(stock.taken).containsExactly("bolt"); // a cast has run when it returns
      assertThat(statistics.sold).containsExactly("bolt");
      assertThat(rpc.failures()).isEmpty();
    }
  }
}
