package org.rarebit.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SameOriginTest {

  @Test
  void thePageItselfMay() {
    assertThat(SameOrigin.allows("same-origin", "https://h", "h")).isTrue();
    assertThat(SameOrigin.allows(null, "http://h:8080", "h:8080")).isTrue();
    assertThat(SameOrigin.allows(null, "https://H.example", "h.example")).isTrue();
  }

  @Test
  void nobodyElseMay() {
    assertThat(SameOrigin.allows("cross-site", "http://h", "h")).isFalse();
    assertThat(SameOrigin.allows("same-site", "http://h", "h")).isFalse();
    assertThat(SameOrigin.allows("none", null, "h")).isFalse();
    assertThat(SameOrigin.allows(null, "http://other", "h")).isFalse();
    assertThat(SameOrigin.allows(null, "http://h:81", "h")).isFalse();
    assertThat(SameOrigin.allows(null, "null", "h")).isFalse();
    assertThat(SameOrigin.allows(null, "", "h")).isFalse();
    assertThat(SameOrigin.allows(null, "http://[", "h")).isFalse();
    assertThat(SameOrigin.allows(null, null, "h")).isFalse();
    assertThat(SameOrigin.allows(null, "http://h", null)).isFalse();
  }
}
