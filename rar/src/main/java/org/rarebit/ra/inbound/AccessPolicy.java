package org.rarebit.ra.inbound;

import org.rarebit.api.RpcMethod;
import org.rarebit.api.spi.RpcOperation;

/**
 * Which of a bean's operations may be called.
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging rpc/dispatcher.py,
 *     DefaultRPCAccessPolicy, LegacyRPCAccessPolicy, ExplicitRPCAccessPolicy</a>
 */
enum AccessPolicy {
  /** Those whose names do not start with an underscore. */
  DEFAULT {
    @Override
    boolean allows(RpcOperation operation) {
      return !operation.name().startsWith("_");
    }
  },
  /** All of them. */
  LEGACY {
    @Override
    boolean allows(RpcOperation operation) {
      return true;
    }
  },
  /** Only those that are marked {@link RpcMethod}. */
  EXPLICIT {
    @Override
    boolean allows(RpcOperation operation) {
      return operation.exposed();
    }
  };

  abstract boolean allows(RpcOperation operation);
}
