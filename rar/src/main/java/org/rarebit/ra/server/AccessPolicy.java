package org.rarebit.ra.server;

import org.rarebit.api.RpcMethod;
import org.rarebit.api.spi.RpcOperation;

/**
 * Which of a bean's operations may be called.
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging rpc/dispatcher.py,
 *     DefaultRPCAccessPolicy, LegacyRPCAccessPolicy, ExplicitRPCAccessPolicy</a>
 */
public enum AccessPolicy {
  /** Those whose names do not start with an underscore. */
  DEFAULT {
    @Override
    public boolean allows(RpcOperation operation) {
      return !operation.name().startsWith("_");
    }
  },
  /** All of them. */
  LEGACY {
    @Override
    public boolean allows(RpcOperation operation) {
      return true;
    }
  },
  /** Only those that are marked {@link RpcMethod}. */
  EXPLICIT {
    @Override
    public boolean allows(RpcOperation operation) {
      return operation.exposed();
    }
  };

  /**
   * Tells whether peers may call an operation.
   *
   * @param operation one of the bean's
   * @return true if it is served
   */
  public abstract boolean allows(RpcOperation operation);
}
