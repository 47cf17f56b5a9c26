package org.rarebit.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A serving bean is a plain object: its methods are tested without a container and a broker. */
class CalculatorBeanTest {

  private final CalculatorBean calculator = new CalculatorBean();

  @Test
  void sumsThatDoNotFitFail() {
    assertThatThrownBy(() -> calculator.add(Long.MAX_VALUE, 1))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void divisionByZeroNamesTheDividend() {
    assertThatThrownBy(() -> calculator.divide(7, 0))
        .isInstanceOf(DivisionByZeroException.class)
        .hasMessage("Cannot divide 7 by zero");
  }

  @Test
  void charactersBeyondTheBasicPlaneAreReadBackwardsWhole() {
    assertThat(calculator.describe("a🌍é")).isEqualTo("3 characters, backwards: é🌍a");
  }

  @Test
  void aSeriesWithoutValuesHasNoExtremes() {
    assertThat(calculator.summarize(new Series("empty", List.of())))
        .isEqualTo(new Summary("empty", 0, null, null, null));
  }

  @Test
  void aSeriesIsSummarized() {
    assertThat(calculator.summarize(new Series("heights", List.of(1.0, 2.0, 6.0))))
        .isEqualTo(new Summary("heights", 3, 1.0, 6.0, 3.0));
  }
}
