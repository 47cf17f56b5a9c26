package org.rarebit.cdi;

import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.rarebit.api.MessagingException;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;
import org.rarebit.api.TypeRef;
import org.rarebit.api.spi.ContractOperations;
import org.rarebit.api.spi.Versions;

/**
 * A client that takes a connection for each request, so that it may live as long as the bean that
 * it is injected into. Immutable, so thread-safe; serializable.
 */
record InjectedClient(ConnectionSource connections, ClientSettings settings)
    implements RpcClient, Serializable {

  /** What the api says of {@link RpcClient#withCallMonitorTimeout}. */
  private static final Duration SHORTEST_MONITOR = Duration.ofSeconds(2);

  static InjectedClient of(RpcTarget members) {
    return new InjectedClient(new ConnectionSource(members.lookup()), ClientSettings.of(members));
  }

  @Override
  public Object call(String method, Map<String, ?> args) {
    try (RpcConnection connection = connections.take()) {
      return settings.applyTo(connection).call(method, args);
    }
  }

  @Override
  public <T> T call(String method, Map<String, ?> args, Class<T> resultType) {
    try (RpcConnection connection = connections.take()) {
      return settings.applyTo(connection).call(method, args, resultType);
    }
  }

  @Override
  public <T> T call(String method, Map<String, ?> args, TypeRef<T> resultType) {
    try (RpcConnection connection = connections.take()) {
      return settings.applyTo(connection).call(method, args, resultType);
    }
  }

  // a stage does not depend on the handle that it came from: closing that right away is fine

  @Override
  public CompletionStage<Object> callAsync(String method, Map<String, ?> args) {
    try (RpcConnection connection = connections.take()) {
      return settings.applyTo(connection).callAsync(method, args);
    } catch (MessagingException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  @Override
  public <T> CompletionStage<T> callAsync(String method, Map<String, ?> args, Class<T> resultType) {
    try (RpcConnection connection = connections.take()) {
      return settings.applyTo(connection).callAsync(method, args, resultType);
    } catch (MessagingException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  @Override
  public <T> CompletionStage<T> callAsync(
      String method, Map<String, ?> args, TypeRef<T> resultType) {
    try (RpcConnection connection = connections.take()) {
      return settings.applyTo(connection).callAsync(method, args, resultType);
    } catch (MessagingException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  @Override
  public void cast(String method, Map<String, ?> args) {
    try (RpcConnection connection = connections.take()) {
      settings.applyTo(connection).cast(method, args);
    }
  }

  @Override
  public <T> T proxy(Class<T> contract) {
    ContractOperations.of(contract);
    return InjectedContract.of(contract, this);
  }

  @Override
  public Target target() {
    return settings.target();
  }

  @Override
  public RpcClient target(Target other) {
    return with(settings.withTarget(Objects.requireNonNull(other, "target")));
  }

  @Override
  public RpcClient withTimeout(Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException(
          "A timeout must be more than zero, but is " + timeout + ".");
    }
    return with(settings.withTimeout(timeout));
  }

  @Override
  public RpcClient withCallMonitorTimeout(Duration timeout) {
    if (!timeout.isZero() && timeout.compareTo(SHORTEST_MONITOR) < 0) {
      throw new IllegalArgumentException(
          "A call monitor timeout must be zero or at least 2 s, but is " + timeout + ".");
    }
    return with(settings.withMonitor(timeout));
  }

  @Override
  public RpcClient withVersionCap(String version) {
    return with(settings.withVersionCap(version));
  }

  @Override
  public boolean canSendVersion(String version) {
    return Versions.canSend(settings.versionCap(), version);
  }

  @Override
  public RpcClient withContext(RequestContext context) {
    return with(settings.withContext(Objects.requireNonNull(context, "context")));
  }

  private InjectedClient with(ClientSettings other) {
    return new InjectedClient(connections, other);
  }
}
