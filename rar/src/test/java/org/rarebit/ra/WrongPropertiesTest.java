package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.InvalidPropertyException;
import java.beans.FeatureDescriptor;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.ra.inbound.NotificationActivationSpec;
import org.rarebit.ra.inbound.RpcActivationSpec;

/** Servers hand on the text that was configured; what it means is the same on all of them. */
class WrongPropertiesTest {

  private static RpcActivationSpec rpc(Consumer<RpcActivationSpec> changes) {
    RpcActivationSpec spec = new RpcActivationSpec();
    spec.setTopic("calculator");
    changes.accept(spec);
    return spec;
  }

  private static void assertRefused(ActivationSpec spec, String... texts) {
    assertThatThrownBy(spec::validate)
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessageStartingWith(spec.getClass().getSimpleName() + ": ")
        .message()
        .contains(texts);
  }

  @ParameterizedTest
  @ValueSource(strings = {"many", "12x", "1.5", "0x10", "", " ", "1 000", "99999999999999999999"})
  void whatIsNoNumberIsRefused(String value) {
    assertRefused(
        rpc(spec -> spec.setMaxConcurrency(value)),
        "maxConcurrency must be between 1 and 1000, but is ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "1", "tru", ""})
  void whatIsNeitherTrueNorFalseIsRefused(String value) {
    assertRefused(
        rpc(spec -> spec.setPingEnabled(value)), "pingEnabled must be true or false, but");
  }

  @ParameterizedTest
  @CsvSource({"after_commit", "' AFTER_COMMIT '", "After_Commit"})
  void aChoiceIsMadeInAnyCaseAndWithBlanksAroundIt(String value) throws Exception {
    rpc(spec -> spec.setAcknowledgement(value)).validate();
  }

  @Test
  void blanksAroundAnythingDoNotCount() throws Exception {
    rpc(spec -> {
          spec.setTopic(" calculator\n");
          spec.setMaxConcurrency(" 4 ");
          spec.setPingEnabled(" TRUE");
          spec.setAccessPolicy("explicit ");
          spec.setConnectionURL(" rabbit://broker/ ");
        })
        .validate();
  }

  @Test
  void aWrongChoiceIsToldWithAllThatAreRight() {
    assertRefused(
        rpc(spec -> spec.setAcknowledgement("AFTER_COMIT")),
        "acknowledgement must be BEFORE_DISPATCH or AFTER_COMMIT, but is AFTER_COMIT.");
    assertRefused(
        rpc(spec -> spec.setAccessPolicy("all methods")),
        "accessPolicy must be DEFAULT, LEGACY or EXPLICIT, but is \"all methods\".");
  }

  @Test
  void aPlaceholderThatNobodyHasReplacedIsRefusedWhereverItStands() {
    assertRefused(
        rpc(
            spec -> {
              spec.setTopic("${rpc.topic}");
              spec.setExchange("x-${env:STAGE}");
              spec.setPrefetch("${prefetch}");
              spec.setPassword("${rpc.password}");
              spec.setConnectionURL("rabbit://u:secretword@${host}/");
            }),
        "topic has the placeholder ${rpc.topic}",
        "exchange has the placeholder ${env:STAGE}",
        "prefetch must be between 1 and 65535, but is \"${prefetch}\".",
        "password is a placeholder",
        "connectionURL has a placeholder");
    assertThatThrownBy(
            rpc(spec -> spec.setConnectionURL("rabbit://u:secretword@${host}/"))::validate)
        .hasMessageNotContaining("secretword");
  }

  @Test
  void controlCharactersAreRefused() {
    assertRefused(
        rpc(spec -> spec.setTopic("calc\nulator")),
        "topic must not have control characters, but is \"calc\\nulator\".");
  }

  @Test
  void namesThatCannotBecomeQueuesAreRefused() {
    assertRefused(rpc(spec -> spec.setTopic("t".repeat(216))), "topic must have at most 215 bytes");
    assertRefused(rpc(spec -> spec.setExchange("é".repeat(128))), "but", "has 256");
    assertRefused(
        rpc(
            spec -> {
              spec.setTopic("t".repeat(100));
              spec.setServer("s".repeat(155));
            }),
        "server is too long");
    NotificationActivationSpec hearing = new NotificationActivationSpec();
    hearing.setTopics("fine," + "t".repeat(247));
    assertRefused(hearing, "topics must have at most 246 bytes");
  }

  @Test
  void anEmptyNameIsNotTakenForNone() {
    assertRefused(
        rpc(spec -> spec.setExchange("")), "exchange must not be empty; leave it out for none.");
  }

  @Test
  void allThatIsWrongIsInOneMessageWithTheDescriptorsOfTheProperties() {
    NotificationActivationSpec spec = new NotificationActivationSpec();
    spec.setTopics(" , ");
    spec.setPriorities("info, Error ,panic");
    spec.setOnException("retry");
    spec.setBatchSize("ten");
    spec.setPublisherIdFilter("(");
    spec.setStreamOffset("yesterday");
    spec.setSecurityInflow(true);
    spec.setCallerKeys("");

    assertRefused(
        spec,
        "topics must name at least one, e.g. \"notifications\".",
        "priorities must be some of audit, debug, info, warn, error, critical, sample, separated by"
            + " commas, but is \"info, Error ,panic\".",
        "onException must be REQUEUE, REJECT or ACKNOWLEDGE, but is retry.",
        "batchSize must be between 1 and 10000, but is ten.",
        "publisherIdFilter: ",
        "streamOffset: ",
        "callerKeys must name");
    assertThatThrownBy(spec::validate)
        .isInstanceOfSatisfying(
            InvalidPropertyException.class,
            e ->
                assertThat(e.getInvalidPropertyDescriptors())
                    .extracting(FeatureDescriptor::getName)
                    .contains("topics", "batchSize", "callerKeys"));
  }

  @Test
  void whatIsWrongIsAlsoLoggedAsAnErrorSinceSomeServersKeepIt() {
    try (LoggedLines lines = LoggedLines.of("org.rarebit.ra.config.PropertyReader")) {
      assertRefused(rpc(spec -> spec.setTopic(null)), "\"topic\" is missing.");

      assertThat(lines.errors())
          .singleElement()
          .asString()
          .startsWith("RpcActivationSpec: \"topic\" is missing.");
      assertThat(lines.traces()).isEmpty();
    }
  }

  @Test
  void typedSettersSayTheSameAsText() {
    RpcActivationSpec spec = new RpcActivationSpec();
    spec.setMaxConcurrency(4);
    spec.setDrainTimeoutMillis(5L);
    spec.setPingEnabled(true);

    assertThat(spec.getMaxConcurrency()).isEqualTo("4");
    assertThat(spec.getDrainTimeoutMillis()).isEqualTo("5");
    assertThat(spec.getPingEnabled()).isEqualTo("true");
  }
}
