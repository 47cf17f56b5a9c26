package org.rarebit.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * All other arguments by name, Python's {@code **kwargs}: for a parameter of type {@code
 * Map<String, …>}, one of a method at most. A proxy sends each entry as an argument of its own; an
 * entry that has the name of another argument is an IllegalArgumentException, and null stands for
 * an empty map. Serving, the map has every argument that has no parameter of its own, in the order
 * in which they came; it is unmodifiable, and empty if there are none.
 *
 * <pre>{@code
 * List<Event> listEvents(@Arg("limit") Optional<Integer> limit, @Args Map<String, Object> filters);
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Args {}
