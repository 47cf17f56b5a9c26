package org.rarebit.ra.broker;

import com.rabbitmq.client.ConfirmListener;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.rarebit.ra.broker.BrokerException.Kind;

/** The confirms that a channel still owes, by sequence number. Thread-safe. */
final class Confirms implements ConfirmListener {

  private final NavigableMap<Long, Confirm> outstanding = new ConcurrentSkipListMap<>();
  private volatile BrokerException lost; // null while the channel is open

  /** Registered before the publish: the answer may come before the publish returns. */
  Confirm expect(long sequenceNumber, String what) {
    Confirm confirm = new Confirm(what);
    outstanding.put(sequenceNumber, confirm);
    BrokerException reason = lost;
    if (reason != null) { // a late comer learns it at once
      outstanding.remove(sequenceNumber);
      confirm.failed(reason);
    }
    return confirm;
  }

  void forget(long sequenceNumber) {
    outstanding.remove(sequenceNumber);
  }

  @Override
  public void handleAck(long deliveryTag, boolean multiple) {
    take(deliveryTag, multiple).forEach(Confirm::acknowledged);
  }

  @Override
  public void handleNack(long deliveryTag, boolean multiple) {
    for (Confirm confirm : take(deliveryTag, multiple)) {
      confirm.failed(
          new BrokerException(
              Kind.NACKED, "The broker refused the message (basic.nack): it could not store it."));
    }
  }

  void fail(BrokerException reason) {
    lost = reason;
    take(Long.MAX_VALUE, true).forEach(confirm -> confirm.failed(reason));
  }

  private List<Confirm> take(long deliveryTag, boolean multiple) {
    if (!multiple) {
      Confirm confirm = outstanding.remove(deliveryTag);
      return confirm == null ? List.of() : List.of(confirm);
    }
    List<Confirm> taken = new ArrayList<>();
    for (Long tag : outstanding.headMap(deliveryTag, true).keySet()) {
      Confirm confirm = outstanding.remove(tag);
      if (confirm != null) {
        taken.add(confirm);
      }
    }
    return taken;
  }
}
