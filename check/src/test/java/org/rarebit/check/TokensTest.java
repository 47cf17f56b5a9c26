package org.rarebit.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokensTest {

  @Test
  void aTokenArrivesForWhoeverGaveItOutAlone() throws Exception {
    try (Tokens.Token mine = Tokens.expect();
        Tokens.Token other = Tokens.expect()) {
      Tokens.arrived("of another server");
      Tokens.arrived(mine.text());

      assertThat(mine.await(Duration.ZERO)).isTrue();
      assertThat(other.await(Duration.ZERO)).isFalse();
    }
  }

  @Test
  void whatComesTooLateIsNobodys() {
    Tokens.Token late = Tokens.expect();
    late.close();

    Tokens.arrived(late.text());

    assertThat(late.hasArrived()).isFalse();
  }
}
