package org.rarebit.ra;

import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what a managed connection tells its container. Thread-safe. */
final class ConnectionEvents implements ConnectionEventListener {

  private final List<ConnectionEvent> all = new CopyOnWriteArrayList<>();

  List<Integer> ids() {
    return all.stream().map(ConnectionEvent::getId).toList();
  }

  ConnectionEvent last() {
    return all.get(all.size() - 1);
  }

  @Override
  public void connectionClosed(ConnectionEvent event) {
    all.add(event);
  }

  @Override
  public void connectionErrorOccurred(ConnectionEvent event) {
    all.add(event);
  }

  @Override
  public void localTransactionStarted(ConnectionEvent event) {
    all.add(event);
  }

  @Override
  public void localTransactionCommitted(ConnectionEvent event) {
    all.add(event);
  }

  @Override
  public void localTransactionRolledback(ConnectionEvent event) {
    all.add(event);
  }
}
