package org.rarebit.ra.outbound;

import java.util.List;
import java.util.Objects;
import org.rarebit.api.Notifier;
import org.rarebit.api.RpcClient;
import org.rarebit.api.Target;
import org.rarebit.api.spi.InterceptorChain;

/**
 * Makes the adapter's clients and notifiers, with the interceptors of the calling application; over
 * something else than its connections, too, for tests in memory. Stateless.
 */
public final class Clients {

  private Clients() {}

  /**
   * A client with the defaults of a connection factory's properties, but for one.
   *
   * @param calls carries what it sends
   * @param target where requests go
   * @param propagatedContext the property
   * @return with an empty request context
   */
  public static RpcClient client(Calls calls, Target target, List<String> propagatedContext) {
    return client(
        calls, target, ClientOptions.DEFAULT.adding(new AddedContext(null, propagatedContext)));
  }

  static TargetClient client(Calls calls, Target target, ClientOptions options) {
    return new TargetClient(
        calls, Objects.requireNonNull(target, "target"), options, InterceptorChain.ofApplication());
  }

  /**
   * A notifier with the defaults of a connection factory's properties, but for one.
   *
   * @param calls carries what it sends
   * @param publisherId who tells; may be null
   * @param propagatedContext the property
   * @return with an empty request context
   */
  public static Notifier notifier(Calls calls, String publisherId, List<String> propagatedContext) {
    return notifier(
        calls,
        publisherId,
        NotificationOptions.DEFAULT.adding(new AddedContext(null, propagatedContext)));
  }

  static Notifier notifier(Calls calls, String publisherId, NotificationOptions options) {
    return new ConnectionNotifier(calls, publisherId, options, InterceptorChain.ofApplication());
  }
}
