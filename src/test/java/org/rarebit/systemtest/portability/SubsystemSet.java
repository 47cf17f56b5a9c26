package org.rarebit.systemtest.portability;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.rarebit.systemtest.support.Archives;

/** The same, where the configuration of WildFly starts the adapter and tells it the broker. */
abstract class SubsystemSet extends InstallationSet {

  SubsystemSet(String name) {
    super(name);
  }

  @Override
  final Path adapter() {
    return Archives.rarFileForSubsystem(Path.of("target", "subsystem"));
  }

  /** The WARs define factories of their own, which have adapters that nobody tells the broker. */
  @Override
  final boolean isExpected(String complaint) {
    return complaint.contains("have different brokers");
  }

  @Test
  void anAdapterThatIsNotToldTheBrokerIsComplainedAboutWithBothBrokers() {
    assertThat(complaints())
        .anyMatch(
            line ->
                line.contains("have different brokers")
                    && line.contains("as said by the property connectionURL")
                    && line.contains("as said by nobody"));
  }
}
