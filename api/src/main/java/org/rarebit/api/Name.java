package org.rarebit.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name of a value's part on the wire: of a record's component, or of a property of another
 * class (at its field, getter, setter, or the constructor's parameter), or of a constant of an
 * enum. It holds wherever the class is written or read, in arguments, results and payloads.
 *
 * <pre>{@code
 * record Flavor(String name, @Name("ram_mb") int memory) {}
 * }</pre>
 *
 * What a whole contract has in common is said once, with {@link RpcContract#names()}. Jakarta's
 * {@code @JsonbProperty} and Jackson's {@code @JsonProperty} mean the same; of several that differ,
 * this one counts.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({
  ElementType.RECORD_COMPONENT,
  ElementType.FIELD,
  ElementType.METHOD,
  ElementType.PARAMETER
})
public @interface Name {

  /**
   * The name of the field in the JSON object.
   *
   * @return the name, not empty
   */
  String value();
}
