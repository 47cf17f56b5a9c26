package org.rarebit.ra;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import java.lang.reflect.Method;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import javax.transaction.xa.XAResource;
import org.rarebit.api.Arg;
import org.rarebit.api.RpcContract;
import org.rarebit.api.RpcListener;
import org.rarebit.testkit.container.UnmanagedEndpointFactory;

/**
 * The endpoints of a container that fails where the specification does not foresee it, as often as
 * the test says. Thread-safe; failures are set before the activation.
 */
final class FailingEndpoints extends UnmanagedEndpointFactory {

  /** Where it fails. */
  enum Moment {
    CREATE,
    BEFORE,
    AFTER,
    RELEASE
  }

  /** What is served. */
  @RpcContract(version = "1.0")
  public interface Spans {
    long add(@Arg("a") long a, @Arg("b") long b);

    long length(@Arg("span") Span span);

    Object broken();

    void mute();

    CompletionStage<Long> muteLater();

    CompletionStage<Long> unwatchable();
  }

  /** Does not let itself be told. */
  public static final class Mute extends RuntimeException {

    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw this;
    }
  }

  /** A stage that does not let itself be used. */
  private static final class Unwatchable extends CompletableFuture<Long> {
    @Override
    public CompletableFuture<Long> whenComplete(
        BiConsumer<? super Long, ? super Throwable> action) {
      throw new UnsupportedOperationException("no watching");
    }
  }

  /** Fails as assertions and missing classes do: with no Exception. */
  public record Span(long from, long to) {
    /** Checks. */
    public Span {
      if (to < from) {
        throw new AssertionError("from is beyond to");
      }
    }
  }

  /** The class that servers would tell of. */
  public static class Bean implements RpcListener, Spans {
    @Override
    public long add(long a, long b) {
      return a + b;
    }

    @Override
    public long length(Span span) {
      return span.to() - span.from();
    }

    @Override
    public Object broken() {
      return new Object() {
        @SuppressWarnings("unused") // a getter for the codec
        public String getName() {
          throw new NoClassDefFoundError("com/example/Name");
        }
      };
    }

    @Override
    public void mute() {
      throw new Mute();
    }

    @Override
    public CompletionStage<Long> muteLater() {
      return CompletableFuture.failedStage(new Mute());
    }

    @Override
    public CompletionStage<Long> unwatchable() {
      return new Unwatchable();
    }
  }

  /** Something to throw. */
  interface Failure {
    void happen() throws Exception;
  }

  private final Map<Moment, Failure> failures = new EnumMap<>(Moment.class);
  private final Map<Moment, AtomicInteger> left = new EnumMap<>(Moment.class);
  final AtomicInteger begun = new AtomicInteger();
  final AtomicInteger ended = new AtomicInteger();
  final AtomicInteger released = new AtomicInteger();

  FailingEndpoints failing(Moment moment, int times, Failure failure) {
    failures.put(moment, failure);
    left.put(moment, new AtomicInteger(times));
    return this;
  }

  private void come(Moment moment) throws Exception {
    if (failures.containsKey(moment) && left.get(moment).getAndDecrement() > 0) {
      failures.get(moment).happen();
    }
  }

  FailingEndpoints() {
    super(Bean.class);
  }

  private final class Endpoint extends Bean implements MessageEndpoint {

    @Override
    public void beforeDelivery(Method method) throws ResourceException {
      comeAndThrow(Moment.BEFORE);
      begun.incrementAndGet();
    }

    @Override
    public void afterDelivery() throws ResourceException {
      ended.incrementAndGet();
      comeAndThrow(Moment.AFTER);
    }

    @Override
    public void release() {
      released.incrementAndGet();
      try {
        comeAndThrow(Moment.RELEASE);
      } catch (ResourceException e) {
        throw new IllegalStateException(e);
      }
    }

    private void comeAndThrow(Moment moment) throws ResourceException {
      try {
        come(moment);
      } catch (ResourceException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public MessageEndpoint createEndpoint(XAResource resource) throws UnavailableException {
    try {
      come(Moment.CREATE);
    } catch (UnavailableException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return new Endpoint();
  }
}
