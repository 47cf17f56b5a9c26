package org.rarebit.cdi;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;
import org.rarebit.api.CallOptions;
import org.rarebit.api.MessagingException;
import org.rarebit.api.Notifier;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.RpcInterceptor;
import org.rarebit.api.RpcRequest;
import org.rarebit.api.Target;
import org.rarebit.api.TypeRef;
import org.rarebit.api.spi.RequestSender;

/** A factory that counts the calls which take a connection, or gives none. Thread-safe. */
@NullUnmarked // one that gives none has no clients
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
  public RpcClient client(Target target) {
    return new Counting(adapters == null ? null : adapters.client(target), this);
  }

  @Override
  public <T> T proxy(Class<T> contract, Target target) {
    return client(target).proxy(contract);
  }

  @Override
  public Notifier notifier(String publisherId) {
    throw new UnsupportedOperationException("Nobody notifies here.");
  }

  private void take() {
    taken.incrementAndGet();
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public RpcConnection getConnection() {
    take();
    return adapters.getConnection();
  }

  @Override
  public RpcConnection getConnection(String userName, String password) {
    throw new UnsupportedOperationException("Nobody signs on here.");
  }

  /** A client, as it is in applications' tests, of which nobody knows what it extends. */
  private record Counting(RpcClient client, TestFactory factory)
      implements RpcClient, RequestSender {

    @Override
    public RpcRequest request(String method) {
      return new RpcRequest(this, method);
    }

    private RpcRequest taking(RpcRequest request) {
      factory.take();
      return client.request(request.method()).args(request.args()).with(request.options());
    }

    @Override
    public Object call(RpcRequest request, Type resultType) {
      return taking(request).call(TypeRef.of(resultType));
    }

    @Override
    public CompletableFuture<Object> callAsync(RpcRequest request, Type resultType) {
      try {
        return taking(request).callAsync(TypeRef.of(resultType));
      } catch (MessagingException e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    @Override
    public void cast(RpcRequest request) {
      taking(request).cast();
    }

    @Override
    public void fanout(RpcRequest request) {
      taking(request).fanout();
    }

    @Override
    public <T> T proxy(Class<T> contract) {
      InvocationHandler counting =
          (proxy, method, args) -> {
            try {
              factory.take();
              method.setAccessible(true);
              return method.invoke(client.proxy(contract), args);
            } catch (MessagingException e) {
              if (method.getReturnType() == CompletionStage.class) {
                return CompletableFuture.failedFuture(e);
              }
              throw e;
            } catch (InvocationTargetException e) {
              throw e.getCause();
            }
          };
      Class<?>[] interfaces = {contract};
      return contract.cast(Proxy.newProxyInstance(contract.getClassLoader(), interfaces, counting));
    }

    @Override
    public RpcClient with(CallOptions options) {
      return new Counting(client == null ? null : client.with(options), factory);
    }

    @Override
    public RpcClient with(RpcInterceptor interceptor) {
      return new Counting(client == null ? null : client.with(interceptor), factory);
    }

    @Override
    public Target target() {
      return client.target();
    }

    @Override
    public CallOptions options() {
      return client.options();
    }
  }
}
