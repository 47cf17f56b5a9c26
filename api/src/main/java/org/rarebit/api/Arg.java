package org.rarebit.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name of a parameter on the wire, where arguments travel by name. Not needed where the class
 * file has the parameters' names, that is, where it was compiled with {@code -parameters}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Arg {

  /**
   * The name of the argument.
   *
   * @return the name, not empty
   */
  String value();
}
