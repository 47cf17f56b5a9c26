package org.rarebit.testkit.container;

import java.util.List;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/** Writes down what a transaction does with it. */
final class RecordingXaResource implements XAResource {

  private final List<String> calls;
  private boolean failing;

  RecordingXaResource(List<String> calls) {
    this.calls = calls;
  }

  void failCommit() {
    failing = true;
  }

  @Override
  public void start(Xid xid, int flags) {
    calls.add("start");
  }

  @Override
  public void end(Xid xid, int flags) {
    calls.add("end");
  }

  @Override
  public int prepare(Xid xid) {
    calls.add("prepare");
    return XA_OK;
  }

  @Override
  public void commit(Xid xid, boolean onePhase) throws XAException {
    if (failing) {
      throw new XAException(XAException.XAER_RMFAIL);
    }
    calls.add(onePhase ? "commit onePhase" : "commit");
  }

  @Override
  public void rollback(Xid xid) {
    calls.add("rollback");
  }

  @Override
  public void forget(Xid xid) {}

  @Override
  public Xid[] recover(int flag) {
    return new Xid[0];
  }

  @Override
  public boolean isSameRM(XAResource other) {
    return this == other;
  }

  @Override
  public int getTransactionTimeout() {
    return 0;
  }

  @Override
  public boolean setTransactionTimeout(int seconds) {
    return false;
  }
}
