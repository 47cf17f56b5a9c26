package org.rarebit.ra.wire.other.jackson.annotation;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** As an application's copy of Jackson has it: of the same name, and another class. */
@Retention(RetentionPolicy.RUNTIME)
public @interface JsonProperty {

  /** As Jackson's. */
  String value() default "";

  /** As Jackson's: an enum of that copy. */
  Access access() default Access.AUTO;

  /** As Jackson's, and one more. */
  enum Access {
    AUTO,
    READ_ONLY,
    NEWER_THAN_OURS
  }
}
