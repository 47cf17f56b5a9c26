package org.rarebit.testkit.container;

/** A listener interface with a default method. */
interface WithDefault {

  default String inherited() {
    return getClass().getSimpleName();
  }
}
