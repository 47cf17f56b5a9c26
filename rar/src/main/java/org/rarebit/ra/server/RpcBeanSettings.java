package org.rarebit.ra.server;

import java.util.List;
import org.rarebit.api.spi.RpcOperation;

/**
 * How a bean serves requests. Immutable.
 *
 * @param operations what it serves
 * @param maxConcurrency how many requests it works on at once
 * @param acknowledgement when the broker is told
 * @param stackTraces whether a caller gets the stack trace of what was thrown
 * @param breaker when it is paused
 */
public record RpcBeanSettings(
    List<RpcOperation> operations,
    int maxConcurrency,
    Acknowledgement acknowledgement,
    boolean stackTraces,
    CircuitBreaker.Policy breaker) {

  /**
   * Copies the operations.
   *
   * @param operations see the record
   * @param maxConcurrency see the record
   * @param acknowledgement see the record
   * @param stackTraces see the record
   * @param breaker see the record
   */
  public RpcBeanSettings {
    operations = List.copyOf(operations);
  }
}
