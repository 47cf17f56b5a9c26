package org.rarebit.testkit.container;

/**
 * A resource adapter broke its contract with the container. An {@link AssertionError}, so that code
 * that catches exceptions does not hide it from the test.
 */
public final class ContractViolation extends AssertionError {

  private static final long serialVersionUID = 1L;

  private final String section;

  ContractViolation(String section, String text) {
    super("Jakarta Connectors " + section + ": " + text);
    this.section = section;
  }

  /** The section of the specification that was broken, e.g. "13.5.6". */
  public String section() {
    return section;
  }
}
