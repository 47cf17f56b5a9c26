package org.rarebit.cdi;

import jakarta.resource.ResourceException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.naming.Reference;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;

/** A factory that counts the connections which it gives, or gives none. Thread-safe. */
final class TestFactory implements RpcConnectionFactory {

  private static final long serialVersionUID = 1L;

  final AtomicInteger taken = new AtomicInteger();
  private final transient RpcConnectionFactory adapters;
  private transient volatile ResourceException failure;

  TestFactory(RpcConnectionFactory adapters) {
    this.adapters = adapters;
  }

  /** A factory that never gives a connection. */
  static TestFactory failing(ResourceException failure) {
    TestFactory factory = new TestFactory(null);
    factory.failure = failure;
    return factory;
  }

  @Override
  public RpcConnection getConnection() throws ResourceException {
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

  @Override
  public void setReference(Reference reference) {}

  @Override
  public Reference getReference() {
    return new Reference(RpcConnectionFactory.class.getName());
  }
}
