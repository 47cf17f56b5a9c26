package org.rarebit.cdi;

import java.util.concurrent.atomic.AtomicInteger;
import org.rarebit.api.MessagingException;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;

/** A factory that counts the connections which it gives, or gives none. Thread-safe. */
final class TestFactory implements RpcConnectionFactory {

  private static final long serialVersionUID = 1L;

  final AtomicInteger taken = new AtomicInteger();
  private final transient RpcConnectionFactory adapters;
  private transient volatile MessagingException failure;

  TestFactory(RpcConnectionFactory adapters) {
    this.adapters = adapters;
  }

  /** A factory that never gives a connection. */
  static TestFactory failing(MessagingException failure) {
    TestFactory factory = new TestFactory(null);
    factory.failure = failure;
    return factory;
  }

  @Override
  public RpcConnection getConnection() {
    taken.incrementAndGet();
    if (failure != null) {
      throw failure;
    }
    return adapters.getConnection();
  }

  @Override
  public RpcConnection getConnection(String userName, String password) {
    throw new UnsupportedOperationException("Nobody signs on here.");
  }
}
