package org.rarebit.cdi;

import java.io.Serializable;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.rarebit.api.CallOptions;
import org.rarebit.api.NoConnectionException;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.RpcInterceptor;
import org.rarebit.api.RpcRequest;
import org.rarebit.api.Target;
import org.rarebit.api.TypeRef;
import org.rarebit.api.spi.ContractOperations;
import org.rarebit.api.spi.RequestSender;
import org.rarebit.api.spi.Versions;

/**
 * A client of a connection factory that is looked up by the first request, so that it may be
 * injected before there is one. The factory's own client does the rest. Immutable, so thread-safe;
 * serializable.
 */
record InjectedClient(
    FactorySource factories, Target target, CallOptions options, List<RpcInterceptor> interceptors)
    implements RpcClient, RequestSender, Serializable {

  /**
   * A client for an injection point.
   *
   * @throws IllegalArgumentException naming the members, and what is configured, that are wrong
   */
  static InjectedClient of(RpcTarget members) {
    TargetMembers read = new TargetMembers(members.name());
    String topic = read.text("topic", members.topic());
    read.require(
        !topic.isEmpty(),
        "topic",
        "must not be empty"
            + (members.name().isEmpty()
                ? ""
                : ": say it in the annotation, or as " + read.key("topic")));
    String lookup = read.text("lookup", members.lookup());
    read.require(!lookup.isEmpty(), "lookup", "must not be empty");
    String version = read.text("version", members.version());
    read.require(
        version.isEmpty() || Versions.isValid(version),
        "version",
        "must be major.minor, but is \"" + version + "\"");
    long millis = read.number("timeoutMillis", members.timeoutMillis());
    read.require(
        millis >= 0,
        "timeoutMillis",
        "must be more than zero, or zero for the connection factory's own, but is " + millis);
    String exchange = read.text("exchange", members.exchange());
    String server = read.text("server", members.server());
    String namespace = read.text("namespace", members.namespace());
    read.throwIfAny();
    Target target =
        Target.topic(topic)
            .exchange(orNull(exchange))
            .server(orNull(server))
            .namespace(orNull(namespace))
            .version(orNull(version));
    return new InjectedClient(
        new FactorySource(lookup),
        target,
        millis == 0 ? CallOptions.none() : CallOptions.timeout(Duration.ofMillis(millis)),
        List.of());
  }

  private static @Nullable String orNull(String member) {
    return member.isEmpty() ? null : member;
  }

  /** The factory's. */
  RpcClient clientOf(RpcConnectionFactory factory) {
    RpcClient client = factory.client(target).with(options);
    for (RpcInterceptor interceptor : interceptors) {
      client = client.with(interceptor);
    }
    return client;
  }

  @Override
  public RpcRequest request(String method) {
    return new RpcRequest(this, method);
  }

  /** The same request of the factory's client. */
  private RpcRequest through(RpcRequest request) {
    return clientOf(factories.factory())
        .request(request.method())
        .args(request.args())
        .with(request.options());
  }

  @Override
  public @Nullable Object call(RpcRequest request, Type resultType) {
    try {
      return through(request).call(TypeRef.of(resultType));
    } catch (NoConnectionException e) {
      factories.forget();
      throw e;
    }
  }

  @Override
  public CompletableFuture<Object> callAsync(RpcRequest request, Type resultType) {
    try {
      CompletableFuture<Object> result = through(request).callAsync(TypeRef.of(resultType));
      if (result.isCompletedExceptionally()) { // perhaps as there was no connection
        factories.forget();
      }
      return result;
    } catch (NoConnectionException e) {
      factories.forget();
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void cast(RpcRequest request) {
    try {
      through(request).cast();
    } catch (NoConnectionException e) {
      factories.forget();
      throw e;
    }
  }

  @Override
  public void fanout(RpcRequest request) {
    try {
      through(request).fanout();
    } catch (NoConnectionException e) {
      factories.forget();
      throw e;
    }
  }

  @Override
  public <T> T proxy(Class<T> contract) {
    ContractOperations.of(contract);
    return InjectedContract.of(contract, this);
  }

  @Override
  public InjectedClient with(CallOptions more) {
    return new InjectedClient(
        factories,
        more.server().map(target::server).orElse(target),
        options.and(more),
        interceptors);
  }

  @Override
  public RpcClient with(RpcInterceptor interceptor) {
    List<RpcInterceptor> all = new ArrayList<>(interceptors);
    all.add(interceptor);
    return new InjectedClient(factories, target, options, List.copyOf(all));
  }
}
