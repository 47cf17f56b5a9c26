package org.rarebit.systemtest.beans.ledger;

import org.rarebit.api.Arg;
import org.rarebit.api.RpcContract;

/** Writes a row, tells of it, and ends as it is told to. */
@RpcContract
public interface Ledger {

  /**
   * Writes.
   *
   * @param row what to write
   * @param database xa, or plain for the data source without XA
   * @param sending of the notification: default, or local for a local transaction
   * @param ending one of {@link Ending}
   * @return whether this was a redelivery
   */
  boolean write(
      @Arg("row") String row,
      @Arg("database") String database,
      @Arg("sending") String sending,
      @Arg("ending") String ending)
      throws Exception;
}
