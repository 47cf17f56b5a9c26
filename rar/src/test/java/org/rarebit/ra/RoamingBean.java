package org.rarebit.ra;

import java.util.List;
import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;

/** Tells which class loaders it sees, when it is loaded by another one than the adapter. */
public class RoamingBean implements RpcListener {

  /** Read from JSON by the adapter, with the class loader of this bean. */
  public record Item(String name) {}

  @RpcMethod
  public List<Boolean> loaders(Item item) {
    ClassLoader own = getClass().getClassLoader();
    return List.of(
        Thread.currentThread().getContextClassLoader() == own,
        item.getClass().getClassLoader() == own,
        own != RpcListener.class.getClassLoader());
  }
}
