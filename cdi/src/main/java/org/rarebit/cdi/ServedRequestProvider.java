package org.rarebit.cdi;

import jakarta.enterprise.concurrent.spi.ThreadContextProvider;
import jakarta.enterprise.concurrent.spi.ThreadContextRestorer;
import jakarta.enterprise.concurrent.spi.ThreadContextSnapshot;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rarebit.api.CurrentRequest;
import org.rarebit.api.RpcContext;

/**
 * Carries the request that a thread serves to threads of Jakarta Concurrency, where a context
 * service propagates the type {@value #TYPE}. So {@link RpcContext#current()} is the same there,
 * and what is sent there inherits the request's context and deadline. Found by the server through
 * the service file of the jar. Thread-safe.
 *
 * <p>A snapshot holds the request's context, headers and ids, which outlive the request; not its
 * arguments, bean or transaction. The deadline stays what it was: once it has passed, calls fail at
 * once, and casts are sent as ever.
 *
 * @see <a href="https://jakarta.ee/specifications/concurrency/3.0/">Jakarta Concurrency 3.0,
 *     third-party thread context providers</a>
 */
public final class ServedRequestProvider implements ThreadContextProvider {

  /** The type of thread context, for {@code ContextServiceDefinition} and its like. */
  public static final String TYPE = "RarebitRequest";

  /** For the service file. */
  public ServedRequestProvider() {}

  @Override
  public ThreadContextSnapshot currentContext(Map<String, String> properties) {
    return snapshotOf(RpcContext.current().orElse(null));
  }

  @Override
  public ThreadContextSnapshot clearedContext(Map<String, String> properties) {
    return snapshotOf(null);
  }

  private static ThreadContextSnapshot snapshotOf(@Nullable RpcContext served) {
    return () -> {
      RpcContext before = CurrentRequest.set(served);
      ThreadContextRestorer restorer = () -> CurrentRequest.set(before);
      return restorer;
    };
  }

  @Override
  public String getThreadContextType() {
    return TYPE;
  }
}
