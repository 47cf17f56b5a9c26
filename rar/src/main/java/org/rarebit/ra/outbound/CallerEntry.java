package org.rarebit.ra.outbound;

import java.io.Serializable;
import org.rarebit.api.RequestContext;

/**
 * The entry of request contexts that tells whom the container has authenticated. Immutable.
 *
 * @param key its name; null for no such entry
 */
record CallerEntry(String key) implements Serializable {

  static final CallerEntry NONE = new CallerEntry(null);

  /**
   * A context with the name of the caller of this thread. One that has the entry keeps it: the
   * application knows better. Without an authenticated caller there is none.
   */
  RequestContext addedTo(RequestContext context) {
    if (key == null || context.asMap().containsKey(key)) {
      return context;
    }
    String caller = ContainerCaller.name();
    return caller == null ? context : context.with(key, caller);
  }
}
