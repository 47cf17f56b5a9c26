package org.rarebit.testkit.container;

import jakarta.ejb.ApplicationException;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;

/** A bean whose methods have all the shapes that a generated endpoint must pass on. */
class EchoBean implements WithDefault {

  String injected = "injected";

  /** A part of the application's contract. */
  static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** An unchecked part of the application's contract, which rolls back. */
  @ApplicationException(rollback = true)
  static final class UncheckedRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  public String echo(String text) {
    return text + " " + injected;
  }

  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public String untransacted() {
    return injected;
  }

  public void refuse() throws Refusal {
    throw new Refusal();
  }

  public void refuseAndRollBack() {
    throw new UncheckedRefusal();
  }

  public void fail() {
    throw new IllegalStateException("broken");
  }

  public double sum(
      byte a, short b, char c, int d, long e, float f, double g, boolean h, int[] i, String[] j) {
    return a + b + c + d + e + f + g + (h ? 1 : 0) + i[0] + Integer.parseInt(j[0]);
  }

  public boolean not(boolean value) {
    return !value;
  }

  public char next(char value) {
    return (char) (value + 1);
  }

  public float half(float value) {
    return value / 2;
  }

  public long[] reversed(long a, long b) {
    return new long[] {b, a};
  }

  protected String guarded() {
    return injected;
  }

  String ofThePackage() {
    return injected;
  }

  public final String unreachable() {
    return injected;
  }
}
