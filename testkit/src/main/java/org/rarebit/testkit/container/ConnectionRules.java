package org.rarebit.testkit.container;

import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ManagedConnectionMetaData;
import jakarta.resource.spi.TransactionSupport;
import jakarta.resource.spi.TransactionSupport.TransactionSupportLevel;
import jakarta.resource.spi.ValidatingManagedConnectionFactory;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.security.auth.Subject;

/** Asks a managed connection factory, and checks its answers. Thread-safe. */
final class ConnectionRules {

  private final Violations violations;
  private final SpiCalls calls;
  private final ManagedConnection foreign;
  private final Map<ManagedConnectionFactory, TransactionSupportLevel> levels =
      new HashMap<>(); // guarded by this
  private TransactionSupportLevel descriptorLevel =
      TransactionSupportLevel.NoTransaction; // guarded by this

  ConnectionRules(Violations violations, SpiCalls calls) {
    this.violations = violations;
    this.calls = calls;
    this.foreign = ForeignConnections.connection(violations);
  }

  synchronized void descriptorLevel(TransactionSupportLevel level) {
    descriptorLevel = level;
  }

  /** The factory's transaction support, which must not change over its life (7.13). */
  TransactionSupportLevel level(ManagedConnectionFactory factory) {
    TransactionSupportLevel told =
        factory instanceof TransactionSupport support ? support.getTransactionSupport() : null;
    synchronized (this) {
      TransactionSupportLevel level = told == null ? descriptorLevel : told;
      TransactionSupportLevel before = levels.putIfAbsent(factory, level);
      if (before != null && before != level) {
        throw violations.found(
            "7.13", "getTransactionSupport() was " + before + " and is now " + level);
      }
      return level;
    }
  }

  ManagedConnection create(
      ManagedConnectionFactory factory, Subject subject, ConnectionRequestInfo request)
      throws ResourceException {
    ManagedConnection created =
        calls.call(
            "createManagedConnection", () -> factory.createManagedConnection(subject, request));
    if (created == null) {
      throw violations.found("6.5.3.2", "createManagedConnection returned null");
    }
    checkMetaData(created);
    if (level(factory) == TransactionSupportLevel.NoTransaction) {
      checkUnsupported("getLocalTransaction", created::getLocalTransaction);
      checkUnsupported("getXAResource", created::getXAResource);
    }
    return created;
  }

  private void checkMetaData(ManagedConnection created) throws ResourceException {
    ManagedConnectionMetaData metaData = created.getMetaData();
    if (metaData == null) {
      throw violations.found("6.5.5.2", "getMetaData() returned null");
    }
    if (metaData.getMaxConnections() < 0) {
      throw violations.found("6.5.5.2", "getMaxConnections() is negative; unknown is 0");
    }
  }

  private void checkUnsupported(String method, SpiCalls.Call<?> call) throws ResourceException {
    try {
      call.run();
    } catch (NotSupportedException expected) {
      return;
    }
    throw violations.found(
        "7.3.1", method + " of a connection without transactions must throw NotSupportedException");
  }

  boolean match(
      ManagedConnectionFactory factory,
      PooledConnection candidate,
      Subject subject,
      ConnectionRequestInfo request)
      throws ResourceException {
    return match(factory, Set.of(candidate.managed()), subject, request) != null;
  }

  /** The connection that the factory chooses among some, or null. */
  ManagedConnection match(
      ManagedConnectionFactory factory,
      Set<ManagedConnection> candidates,
      Subject subject,
      ConnectionRequestInfo request)
      throws ResourceException {
    Set<ManagedConnection> shown = ForeignConnections.among(candidates, foreign);
    ManagedConnection chosen =
        calls.call(
            "matchManagedConnections",
            () -> factory.matchManagedConnections(shown, subject, request));
    if (chosen != null && candidates.stream().noneMatch(candidate -> candidate == chosen)) {
      throw violations.found(
          "6.5.3.1", "matchManagedConnections returned a connection it was not offered: " + chosen);
    }
    return chosen;
  }

  /** Those of the candidates that the factory knows to be broken. */
  Set<ManagedConnection> invalid(
      ManagedConnectionFactory factory, Set<ManagedConnection> candidates)
      throws ResourceException {
    if (!(factory instanceof ValidatingManagedConnectionFactory validating)) {
      return Set.of();
    }
    Set<ManagedConnection> shown = ForeignConnections.among(candidates, foreign);
    Set<?> returned =
        calls.call("getInvalidConnections", () -> validating.getInvalidConnections(shown));
    Set<ManagedConnection> invalid = new HashSet<>();
    for (Object connection : returned == null ? Set.of() : returned) {
      if (!(connection instanceof ManagedConnection broken) || !candidates.contains(broken)) {
        throw violations.found(
            "6.5.3.4", "getInvalidConnections returned what it must not judge: " + connection);
      }
      invalid.add(broken);
    }
    return invalid;
  }
}
