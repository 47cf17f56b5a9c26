package org.rarebit.cdi;

import jakarta.enterprise.util.AnnotationLiteral;

/** The qualifier of the beans: its members count at the injection point only. */
final class AnyTarget extends AnnotationLiteral<RpcTarget> implements RpcTarget {

  static final AnyTarget INSTANCE = new AnyTarget();

  private static final long serialVersionUID = 1L;

  private AnyTarget() {}

  @Override
  public String topic() {
    return "";
  }

  @Override
  public String exchange() {
    return "";
  }

  @Override
  public String server() {
    return "";
  }

  @Override
  public String namespace() {
    return "";
  }

  @Override
  public String version() {
    return "";
  }

  @Override
  public long timeoutMillis() {
    return 0;
  }

  @Override
  public String lookup() {
    return "";
  }
}
