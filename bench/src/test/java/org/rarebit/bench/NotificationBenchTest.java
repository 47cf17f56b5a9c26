package org.rarebit.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NotificationBenchTest {

  @Test
  void everyPeerHearsEverything() throws Exception {
    String table =
        NotificationBench.parse(
                "--no-server --url embedded --rounds 1 --messages 300 --batch 50".split(" "))
            .run(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));

    assertThat(table.lines()).hasSize(8);
    assertThat(table)
        .contains("| amqp-client, ack each 50 |")
        .contains("| Rarebit, batches of 50, in order |")
        .contains("| Rarebit, one by one, 16 at once |");
  }

  @Test
  void unknownOptionsAreNamed() {
    assertThatThrownBy(() -> NotificationBench.parse("--loud", "1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--loud");
  }
}
