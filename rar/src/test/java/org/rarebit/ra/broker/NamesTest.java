package org.rarebit.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.rarebit.ra.broker.BrokerException.Kind;

class NamesTest {

  @Test
  void bytesAreCountedNotCharacters() {
    assertThat(Names.fits("q".repeat(255))).isTrue();
    assertThat(Names.fits("q".repeat(256))).isFalse();
    assertThat(Names.fits("ü".repeat(127))).isTrue();
    assertThat(Names.fits("ü".repeat(128))).isFalse();
    assertThat(Names.fits("😀".repeat(63))).isTrue();
    assertThat(Names.fits("😀".repeat(64))).isFalse();
  }

  @Test
  void aRefusalNamesTheNameAndItsLength() {
    assertThatThrownBy(() -> Names.require("exchange", "x".repeat(1000)))
        .isInstanceOfSatisfying(
            BrokerException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID))
        .hasMessageContainingAll("exchange", "1000 bytes", "255", "xxx")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500));
    assertThatCode(() -> Names.require("queue", "")).doesNotThrowAnyException();
  }

  @Test
  void aReplyAddressThatCannotBeWrittenToIsTold() {
    assertThat(Names.whyUnusable("reply_1")).isNull();
    assertThat(Names.whyUnusable(null)).isNotNull();
    assertThat(Names.whyUnusable("")).isNotNull();
    assertThat(Names.whyUnusable("amq.rabbitmq.reply-to.x.y")).contains("amq.");
    assertThat(Names.whyUnusable("r".repeat(256))).contains("256");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void thisMachineHasTheNameThatTheKernelKnowsWhateverANameServiceSays() throws Exception {
    Process kernel = new ProcessBuilder("uname", "-n").start();
    String known = new String(kernel.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(Names.ofThisHost()).isEqualTo(known.strip());
  }
}
