package org.rarebit.ra.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.resource.spi.UnavailableException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.rarebit.ra.LoggedLines;

class ShortageTest {

  private final UnavailableException reason = new UnavailableException("all are busy");

  private static Shortage shortage(Duration patience) {
    return new Shortage("activation x", "no free instance", "Give it more.", patience);
  }

  @Test
  void oneThatLastsIsToldOnceWithReasonAndRemedy() {
    Shortage shortage = shortage(Duration.ZERO);
    try (LoggedLines log = LoggedLines.of(Shortage.class.getName())) {
      shortage.lasts(reason);
      shortage.lasts(reason);

      assertThat(log.warnings())
          .singleElement()
          .asString()
          .startsWith("activation x: for 0 s the container has had no free instance")
          .contains("all are busy")
          .endsWith("Give it more.");
    }
  }

  @Test
  void theNextOneIsToldAgain() {
    Shortage shortage = shortage(Duration.ZERO);
    try (LoggedLines log = LoggedLines.of(Shortage.class.getName())) {
      shortage.lasts(reason);
      shortage.ended();
      shortage.lasts(reason);

      assertThat(log.warnings()).hasSize(2);
    }
  }

  @Test
  void aShortOneIsNotToldAtAll() {
    Shortage shortage = shortage(Duration.ofHours(1));
    try (LoggedLines log = LoggedLines.of(Shortage.class.getName())) {
      shortage.lasts(reason);
      shortage.lasts(reason);

      assertThat(log.warnings()).isEmpty();
    }
  }
}
