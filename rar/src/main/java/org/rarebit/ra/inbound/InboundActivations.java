package org.rarebit.ra.inbound;

import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;

/**
 * The register of all activations: those that serve and those that hear notifications. Activating
 * never waits for the broker; deactivating waits for running methods. Thread-safe.
 */
public final class InboundActivations {

  private final ServerRegister<RpcActivationSpec, RpcServerKey, RpcActivation, RpcServer> servers;
  private final ServerRegister<
          NotificationActivationSpec,
          NotificationServerKey,
          NotificationActivation,
          NotificationServer>
      notificationServers;

  /**
   * An empty register.
   *
   * @param services what the activations need
   */
  public InboundActivations(InboundServices services) {
    InboundLinks links = new InboundLinks(services);
    this.servers = new ServerRegister<>(new RpcServerKind(services), links);
    this.notificationServers = new ServerRegister<>(new NotificationServerKind(services), links);
  }

  /**
   * Begins to deliver. Returns at once, whatever the broker's state.
   *
   * @param factory makes the bean's endpoints
   * @param spec an {@link RpcActivationSpec} or a {@link NotificationActivationSpec}
   * @throws ResourceException NotSupportedException for another kind of spec,
   *     InvalidPropertyException naming all that is wrong with the properties or the bean
   */
  public void activate(MessageEndpointFactory factory, ActivationSpec spec)
      throws ResourceException {
    if (spec instanceof RpcActivationSpec rpc) {
      servers.activate(factory, rpc);
    } else if (spec instanceof NotificationActivationSpec notifications) {
      notificationServers.activate(factory, notifications);
    } else {
      throw new NotSupportedException(
          "Not an activation spec of this adapter: " + spec.getClass().getName());
    }
  }

  /**
   * Ends delivering. Waits for running methods, at most for the activation's drain timeout; what
   * was not begun goes back to the broker. Never throws; an unknown activation is ignored.
   *
   * @param factory as activated
   * @param spec as activated
   */
  public void deactivate(MessageEndpointFactory factory, ActivationSpec spec) {
    servers.deactivate(factory, spec);
    notificationServers.deactivate(factory, spec);
  }

  /** Ends all activations that the container has left, and returns when that is done. */
  public void close() {
    servers.close();
    notificationServers.close();
  }
}
