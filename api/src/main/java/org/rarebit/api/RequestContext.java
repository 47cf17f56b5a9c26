package org.rarebit.api;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the caller says of itself with each request: user, project, roles, request id, or whatever
 * both sides agree on. oslo.messaging's {@code ctxt}. It travels as {@code _context_KEY} fields.
 * Immutable.
 *
 * <p>Values are JSON-native: null, Boolean, Long, BigInteger, Double, String, List or Map. {@code
 * toString} names the keys only, since values may be tokens.
 */
public final class RequestContext implements Serializable {

  private static final long serialVersionUID = 1L;

  private static final RequestContext EMPTY = new RequestContext(Map.of());

  /** JSON-native values by key. */
  private final Map<String, @Nullable Object> values;

  private RequestContext(Map<String, ?> values) {
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * A context without entries.
   *
   * @return always the same
   */
  public static RequestContext empty() {
    return EMPTY;
  }

  /**
   * A context of these entries.
   *
   * @param values JSON-native values by key; copied; values may be null, keys may not
   * @return the context
   */
  public static RequestContext of(Map<String, ?> values) {
    return values.isEmpty() ? EMPTY : new RequestContext(values);
  }

  /**
   * This context with one entry more, or another value of it.
   *
   * @param key its name
   * @param value JSON-native, or null
   * @return a copy
   */
  public RequestContext with(String key, @Nullable Object value) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>(values);
    copy.put(Objects.requireNonNull(key, "key"), value);
    return new RequestContext(copy);
  }

  /**
   * The value of an entry.
   *
   * @param key its name
   * @return the value, or null if it is null or there is none
   */
  public @Nullable Object get(String key) {
    return values.get(key);
  }

  /**
   * All entries.
   *
   * @return in the order in which they came; unmodifiable
   */
  public Map<String, @Nullable Object> asMap() {
    return values;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RequestContext that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return "RequestContext" + values.keySet();
  }
}
