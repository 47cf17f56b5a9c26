package org.rarebit.systemtest.beans.core;

import java.util.List;
import org.rarebit.api.Arg;
import org.rarebit.api.Cast;
import org.rarebit.api.RpcContract;

/** What the tests ask of each server's message-driven beans. */
@RpcContract
public interface Ledger {

  String TOPIC = "systemtest_ledger";

  /** Writes a line down. */
  @Cast
  void enter(@Arg("line") String line);

  /** All lines that were written down, by whomever. */
  List<String> entries();

  /**
   * A transaction that casts {@code enter} to this topic, writes down that it ends, and commits.
   */
  void enterAndCommit(@Arg("line") String line);

  /** A transaction that casts {@code enter} to this topic and rolls back; a failure to callers. */
  void enterAndRollBack(@Arg("line") String line);

  /** A method that ends well, but whose transaction cannot be committed. */
  String endWellAndFailToCommit();

  /** Writes down that it has begun, works for so long, and answers. */
  long work(@Arg("line") String line, @Arg("millis") long millis);
}
