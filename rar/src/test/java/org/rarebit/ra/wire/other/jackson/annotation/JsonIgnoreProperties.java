package org.rarebit.ra.wire.other.jackson.annotation;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** As an application's copy of Jackson has it. */
@Retention(RetentionPolicy.RUNTIME)
public @interface JsonIgnoreProperties {

  /** As Jackson's. */
  String[] value() default {};
}
