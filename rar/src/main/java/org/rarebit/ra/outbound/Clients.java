package org.rarebit.ra.outbound;

import java.util.Objects;
import org.rarebit.api.Notifier;
import org.rarebit.api.RpcClient;
import org.rarebit.api.Target;
import org.rarebit.api.spi.InterceptorChain;

/**
 * The adapter's clients and notifiers over something else than its connections, for tests in
 * memory; with the defaults of a connection factory's properties. Stateless.
 */
public final class Clients {

  private Clients() {}

  /**
   * A client.
   *
   * @param calls carries what it sends
   * @param target where requests go
   * @return with an empty request context
   */
  public static RpcClient client(Calls calls, Target target) {
    return new TargetClient(
        calls,
        Objects.requireNonNull(target, "target"),
        ClientOptions.DEFAULT,
        InterceptorChain.ofApplication());
  }

  /**
   * A notifier.
   *
   * @param calls carries what it sends
   * @param publisherId who tells; may be null
   * @return with an empty request context
   */
  public static Notifier notifier(Calls calls, String publisherId) {
    return new ConnectionNotifier(
        calls, publisherId, NotificationOptions.DEFAULT, InterceptorChain.ofApplication());
  }
}
