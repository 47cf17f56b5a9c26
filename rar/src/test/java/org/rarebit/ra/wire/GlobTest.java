package org.rarebit.ra.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

  /** Each as Python 3.11's fnmatch.fnmatchcase answers. */
  @ParameterizedTest
  @CsvSource({
    "compute.*, compute.instance.create.end, true",
    "compute.*, xcompute.instance, false",
    "compute.*, compute, false",
    "*, '', true",
    "compute.?, compute.a, true",
    "compute.?, compute.ab, false",
    "a.b, a.b, true",
    "a.b, axb, false",
    "a.b, A.b, false",
    "*.end, a.b.end, true",
    "[ab]c, ac, true",
    "[!ab]c, ac, false",
    "[!ab]c, xc, true",
    "[a-c]x, bx, true",
    "[]]x, ]x, true",
    "[abc, '[abc', true",
    "a[^]b, a^b, true",
    "(a|b)+, '(a|b)+', true",
  })
  void aPatternMatchesAsPythons(String pattern, String text, boolean expected) {
    assertThat(Glob.of(pattern).matches(text)).isEqualTo(expected);
  }

  @Test
  void anyTextMayHaveLines() {
    assertThat(Glob.of("a*").matches("a\nb")).isTrue();
  }

  @Test
  void nothingMatchesNothing() {
    assertThat(Glob.of("*").matches(null)).isFalse();
  }

  @Test
  void aPatternThatIsNoneIsNamed() {
    assertThatThrownBy(() -> Glob.of("[z-a]"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[z-a]");
  }
}
