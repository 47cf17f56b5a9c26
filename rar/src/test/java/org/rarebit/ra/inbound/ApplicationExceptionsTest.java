package org.rarebit.ra.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ejb.ApplicationException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ApplicationExceptionsTest {

  @ApplicationException
  private static class Marked extends RuntimeException {}

  private static final class BelowMarked extends Marked {}

  @ApplicationException(inherited = false)
  private static class MarkedAlone extends RuntimeException {}

  private static final class BelowMarkedAlone extends MarkedAlone {}

  @Test
  void checkedExceptionsAreAnswers() {
    assertThat(ApplicationExceptions.isOne(new IOException())).isTrue();
  }

  @Test
  void markedExceptionsAreAnswersAndSoAreTheirSubclasses() {
    assertThat(ApplicationExceptions.isOne(new Marked())).isTrue();
    assertThat(ApplicationExceptions.isOne(new BelowMarked())).isTrue();
  }

  @Test
  void aMarkThatIsNotInheritedEndsWithItsClass() {
    assertThat(ApplicationExceptions.isOne(new MarkedAlone())).isTrue();
    assertThat(ApplicationExceptions.isOne(new BelowMarkedAlone())).isFalse();
  }

  @Test
  void otherUncheckedExceptionsAndErrorsAreFaults() {
    assertThat(ApplicationExceptions.isOne(new IllegalStateException())).isFalse();
    assertThat(ApplicationExceptions.isOne(new StackOverflowError())).isFalse();
  }
}
