package org.rarebit.ra.outbound;

import java.io.Serializable;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcContext;

/**
 * What is added to request contexts: whom the container has authenticated, and entries of the
 * request that the calling thread serves. Immutable.
 *
 * @param callerKey the entry with the caller's name; null for no such entry
 * @param propagated the entries of the served request, or {@code *} for all of them
 */
record AddedContext(String callerKey, List<String> propagated) implements Serializable {

  static final AddedContext NONE = new AddedContext(null, List.of());

  private static final String ALL = "*";

  /** A factory's. */
  static AddedContext of(FactoryProperties read) {
    return new AddedContext(read.callerKey(), read.propagatedContext());
  }

  /**
   * A context with what is known on this thread. Entries that it has stay: the application knows
   * better. So does the container, of who calls, than whoever sent the request.
   */
  RequestContext addedTo(RequestContext context) {
    RequestContext known = withCaller(context);
    return propagated.isEmpty()
        ? known
        : RpcContext.current()
            .map(served -> withEntriesOf(served.requestContext().asMap(), known))
            .orElse(known);
  }

  private RequestContext withCaller(RequestContext context) {
    if (callerKey == null || context.asMap().containsKey(callerKey)) {
      return context;
    }
    String caller = ContainerCaller.name();
    return caller == null ? context : context.with(callerKey, caller);
  }

  private RequestContext withEntriesOf(Map<String, Object> served, RequestContext context) {
    Collection<String> keys = propagated.contains(ALL) ? served.keySet() : propagated;
    Map<String, Object> all = new LinkedHashMap<>();
    for (String key : keys) {
      if (served.containsKey(key)) { // null travels, too
        all.put(key, served.get(key));
      }
    }
    all.putAll(context.asMap());
    return RequestContext.of(all);
  }
}
