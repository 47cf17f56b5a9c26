package org.rarebit.ra.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.rarebit.ra.LoggedLines;

/** What is said of casts whose transaction did not commit. */
class CommitSendsTest {

  /** All that is asked of it before its connection sends. */
  private record Cast(String subject) implements Outgoing {
    @Override
    public Duration timeout() {
      return Duration.ofSeconds(1);
    }
  }

  private Synchronization registered;

  private final TransactionSynchronizationRegistry registry =
      (TransactionSynchronizationRegistry)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {TransactionSynchronizationRegistry.class},
              (proxy, method, args) -> {
                if (method.getName().equals("registerInterposedSynchronization")) {
                  registered = (Synchronization) args[0];
                }
                return switch (method.getName()) {
                  case "getTransactionStatus" -> Status.STATUS_ACTIVE;
                  case "getResource" -> registered;
                  default -> null;
                };
              });

  private void cast(String subject) {
    CommitSends.defer(
        registry, null, new PreparedCast(new Cast(subject), null, null, null, null, null));
  }

  @Test
  void aHeuristicOutcomeIsAnErrorThatNamesWhatWasNotSent() {
    cast("cast \"ship\" to orders");
    cast("cast \"bill\" to orders");
    try (LoggedLines log = LoggedLines.of(CommitSends.class.getName())) {
      registered.afterCompletion(Status.STATUS_UNKNOWN);

      assertThat(log.errors())
          .singleElement()
          .asString()
          .contains("not known how the transaction ended (status 5)")
          .contains("cast \"ship\" to orders, cast \"bill\" to orders");
    }
  }

  @Test
  void aRollbackIsNothingToBeSaid() {
    cast("cast \"ship\" to orders");
    try (LoggedLines log = LoggedLines.of(CommitSends.class.getName())) {
      registered.afterCompletion(Status.STATUS_ROLLEDBACK);

      assertThat(log.errors()).isEmpty();
      assertThat(log.warnings()).isEmpty();
    }
  }
}
