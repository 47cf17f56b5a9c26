package org.rarebit.testkit.broker;

import java.util.ArrayList;
import java.util.List;
import org.rarebit.testkit.broker.Unacked.Outcome;

/** What a transactional channel has done since its last commit. Guarded by the virtual host. */
final class Transaction {
  private record Settlement(List<Unacked.Delivery> deliveries, Outcome outcome) {}

  private final Unacked unacked;
  private final List<Runnable> publishes = new ArrayList<>();
  private final List<Settlement> settlements = new ArrayList<>();

  Transaction(Unacked unacked) {
    this.unacked = unacked;
  }

  void publish(Runnable publish) {
    publishes.add(publish);
  }

  void settle(List<Unacked.Delivery> deliveries, Outcome outcome) {
    settlements.add(new Settlement(deliveries, outcome));
  }

  void commit() {
    publishes.forEach(Runnable::run);
    publishes.clear();
    settlements.forEach(each -> unacked.settle(each.deliveries(), each.outcome()));
    settlements.clear();
  }

  void rollBack() {
    publishes.clear();
    settlements.forEach(each -> unacked.restore(each.deliveries()));
    settlements.clear();
  }
}
