package org.rarebit.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rarebit.testkit.broker.EmbeddedBroker;

@Timeout(60)
class PasswordFileTest {

  private final EmbeddedBroker broker = new EmbeddedBroker();
  private Path file;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    file = directory.resolve("secret");
    broker.start();
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private BrokerLink open() throws BrokerException {
    BrokerSettings settings =
        BrokerSettings.of("rabbit://guest:outdated@127.0.0.1:" + broker.port() + "/")
            .withPasswordFile(file.toString());
    return BrokerLink.open(settings, "tested", Deadline.after(Duration.ofSeconds(30)));
  }

  @Test
  void aLinkLogsInWithTheTextOfTheFileAndTellsTheBrokerWhatIsNewInIt() throws Exception {
    Files.writeString(file, "guest\n");
    BrokerLink link = open();
    assertThat(broker.connections().get(0).newSecrets()).isZero();

    Files.writeString(file, "another\n");

    assertThat(broker.await(Duration.ofSeconds(30), b -> b.connections().get(0).newSecrets() == 1))
        .isTrue();
    assertThat(link.isOpen()).isTrue();
    link.close();
  }

  @Test
  void eachLoginReadsTheFile() throws Exception {
    Files.writeString(file, "wrong");
    assertThatThrownBy(this::open).hasMessageContaining("refused user \"guest\"");

    Files.writeString(file, "guest");

    open().close();
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(this::open)
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("the password file " + file + " cannot be read");
  }

  @Test
  void aFileThatHoldsSomethingElseThanAPasswordIsRefused() throws IOException {
    Files.writeString(file, "x".repeat(100_000));

    assertThatThrownBy(this::open).hasMessageContaining("it has more than 65536 bytes");
  }
}
