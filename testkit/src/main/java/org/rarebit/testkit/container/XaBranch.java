package org.rarebit.testkit.container;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.EISSystemException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/** An XA resource in a transaction, driven by start, end, prepare, commit and rollback. */
final class XaBranch implements Branch {

  private static final AtomicLong NUMBER = new AtomicLong();

  private final XAResource resource;
  private final Xid xid = new NumberedXid(NUMBER.incrementAndGet());
  private boolean active; // confined to the transaction's thread
  private boolean readOnly; // confined to the transaction's thread

  XaBranch(XAResource resource) {
    this.resource = resource;
  }

  @Override
  public void begin() throws ResourceException {
    call("start", () -> resource.start(xid, XAResource.TMNOFLAGS));
    active = true;
  }

  @Override
  public void prepare() throws ResourceException {
    end(XAResource.TMSUCCESS);
    call("prepare", () -> readOnly = resource.prepare(xid) == XAResource.XA_RDONLY);
  }

  @Override
  public void commit(boolean onePhase) throws ResourceException {
    end(XAResource.TMSUCCESS);
    if (!readOnly) {
      call("commit", () -> resource.commit(xid, onePhase));
    }
  }

  @Override
  public void rollback() throws ResourceException {
    end(XAResource.TMFAIL);
    call("rollback", () -> resource.rollback(xid));
  }

  @Override
  public boolean isLocal() {
    return false;
  }

  private void end(int flag) throws ResourceException {
    if (active) {
      active = false;
      call("end", () -> resource.end(xid, flag));
    }
  }

  private static void call(String what, XaCall call) throws ResourceException {
    try {
      call.run();
    } catch (XAException e) {
      throw new EISSystemException(
          "XAResource." + what + " failed with XA error code " + e.errorCode, e);
    }
  }

  private interface XaCall {
    void run() throws XAException;
  }

  private record NumberedXid(long number) implements Xid {
    @Override
    public int getFormatId() {
      return 0x7262;
    }

    @Override
    public byte[] getGlobalTransactionId() {
      return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    @Override
    public byte[] getBranchQualifier() {
      return new byte[] {1};
    }
  }
}
