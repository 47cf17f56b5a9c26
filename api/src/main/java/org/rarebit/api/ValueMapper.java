package org.rarebit.api;

import org.jspecify.annotations.Nullable;

/**
 * Changes the values of a contract on their way, for peers that write them in a format of their
 * own: for example each argument and each result as JSON text within the JSON. It stands between
 * what Java's types make of a value and the wire, in both directions, on both sides.
 *
 * <pre>{@code
 * public final class JsonText implements ValueMapper {
 *   public Object toWire(Object value, Place place) { return place.toText(value); }
 *   public Object fromWire(Object value, Place place) { return place.fromText((String) value); }
 * }
 *
 * @RpcContract(values = JsonText.class) public interface Engine { … }
 * }</pre>
 *
 * <p>Applications implement it, with a public constructor without parameters; there is one instance
 * for a contract, used by many threads. Values are JSON-native: null, Boolean, Long, BigInteger,
 * BigDecimal (every number with a fraction or an exponent), Double (NaN and infinities only),
 * String, List or Map of these. An exception that is thrown fails the call: as an {@link
 * EncodingException} when calling; when serving, as a {@code TypeError} for arguments and a {@code
 * ValueError} for results.
 */
public interface ValueMapper {

  /**
   * What to send instead of a value.
   *
   * @param value an argument or a result, JSON-native
   * @param place what it is
   * @return JSON-native, or anything else that has a form in JSON
   */
  @Nullable Object toWire(@Nullable Object value, Place place);

  /**
   * What to read instead of a value that came. It is then read as the parameter's or the result's
   * type.
   *
   * @param value an argument or a result, JSON-native
   * @param place what it is
   * @return JSON-native, or anything else that has a form in JSON
   */
  @Nullable Object fromWire(@Nullable Object value, Place place);

  /** What a value is, and JSON text for those who need it. Applications do not implement it. */
  interface Place {

    /**
     * The method.
     *
     * @return its name on the wire
     */
    String method();

    /**
     * The argument.
     *
     * @return its name on the wire; null for the result
     */
    @Nullable String argument();

    /**
     * JSON text.
     *
     * @param value anything that has a form in JSON
     * @return ASCII, as Python writes it
     * @throws IllegalArgumentException if it has none
     */
    String toText(@Nullable Object value);

    /**
     * Reads JSON text.
     *
     * @param text JSON
     * @return JSON-native, as this interface says
     * @throws IllegalArgumentException if it is none
     */
    @Nullable Object fromText(String text);
  }
}
