package org.rarebit.ra.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import org.rarebit.ra.wire.Json;

/**
 * The arguments of a request, as plain values once somebody looks: few interceptors do, and the
 * bean's are bound from what came. Unmodifiable and thread-safe, as what it is made of is.
 */
final class LazyArgs extends AbstractMap<String, Object> {

  private final JsonNode came;
  private volatile Map<String, Object> plain; // null until somebody looks

  LazyArgs(JsonNode came) {
    this.came = came;
  }

  private Map<String, Object> plain() {
    Map<String, Object> known = plain;
    if (known == null) { // twice by two threads is no harm
      known = Json.toMap(came);
      plain = known;
    }
    return known;
  }

  @Override
  public Set<Entry<String, Object>> entrySet() {
    return plain().entrySet();
  }

  @Override
  public boolean containsKey(Object key) {
    return plain().containsKey(key);
  }

  @Override
  public Object get(Object key) {
    return plain().get(key);
  }
}
