package org.rarebit.testkit.container;

import jakarta.resource.ResourceException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.SystemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * One transaction: its resources, its callbacks and its end. Used by the thread it belongs to; the
 * status may be asked, the rollback be marked and the time be over from any thread. Whoever moves
 * the status on from ACTIVE or MARKED_ROLLBACK ends the transaction, and nobody else does.
 */
final class FakeTransaction {

  private static final System.Logger LOG = System.getLogger(FakeTransaction.class.getName());

  private final List<Branch> branches = new CopyOnWriteArrayList<>();
  private final List<Synchronization> ordinary = new CopyOnWriteArrayList<>();
  private final List<Synchronization> interposed = new CopyOnWriteArrayList<>();
  private final Map<Object, Object> resources = new HashMap<>(); // of the thread
  private final CountDownLatch rolledBack = new CountDownLatch(1); // by a timeout
  private boolean timedOut; // guarded by this; somebody else has rolled back, or does so now
  private boolean toldLater; // guarded by this; the callbacks wait for the thread
  private int status = Status.STATUS_ACTIVE; // guarded by this

  synchronized int status() {
    return status;
  }

  private synchronized void become(int next) {
    status = next;
    notifyAll();
  }

  /** Moves on from a transaction that is under way; false if its time was over before. */
  private synchronized boolean leaveActive(int next) {
    if (timedOut) {
      return false;
    }
    status = next;
    return true;
  }

  /** Ends the transaction under its thread, unless that is ending it. */
  void timeOut(TransactionTimeout how) {
    synchronized (this) {
      if (status != Status.STATUS_ACTIVE && status != Status.STATUS_MARKED_ROLLBACK) {
        return;
      }
      if (how == TransactionTimeout.MARK) {
        status = Status.STATUS_MARKED_ROLLBACK;
        return;
      }
      timedOut = true;
      toldLater = how == TransactionTimeout.ROLL_BACK_AND_TELL_LATER;
      status = Status.STATUS_ROLLING_BACK;
    }
    rollbackBranches();
    if (how == TransactionTimeout.ROLL_BACK) {
      afterCompletion();
    }
    rolledBack.countDown();
  }

  /** Waits for the end, and times out if that does not come within the limit. */
  void timeOutIn(Duration limit, TransactionTimeout how) {
    synchronized (this) {
      try {
        if (Waiting.holds(
            this,
            () -> status == Status.STATUS_COMMITTED || status == Status.STATUS_ROLLEDBACK,
            limit)) {
          return;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    timeOut(how);
  }

  /** Ends the thread's part in a transaction that somebody else rolls back. */
  private void endTimedOut() {
    try {
      rolledBack.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    boolean tell;
    synchronized (this) {
      tell = toldLater;
      toldLater = false;
    }
    if (tell) {
      afterCompletion();
    }
  }

  synchronized void setRollbackOnly() {
    if (timedOut) {
      return; // what is asked for is done
    }
    if (status != Status.STATUS_ACTIVE && status != Status.STATUS_MARKED_ROLLBACK) {
      throw new IllegalStateException("The transaction has ended, status " + status + ".");
    }
    status = Status.STATUS_MARKED_ROLLBACK;
  }

  synchronized boolean isRollbackOnly() {
    return timedOut
        || status == Status.STATUS_MARKED_ROLLBACK
        || status == Status.STATUS_ROLLEDBACK;
  }

  void putResource(Object key, Object value) {
    resources.put(key, value);
  }

  Object getResource(Object key) {
    return resources.get(key);
  }

  void register(Synchronization synchronization, boolean isInterposed) {
    if (status() != Status.STATUS_ACTIVE) {
      throw new IllegalStateException("The transaction is not active, status " + status() + ".");
    }
    (isInterposed ? interposed : ordinary).add(synchronization);
  }

  void enlist(Branch branch) throws ResourceException {
    if (status() != Status.STATUS_ACTIVE) {
      throw new IllegalStateException("The transaction is not active, status " + status() + ".");
    }
    if (branch.isLocal() && branches.stream().anyMatch(Branch::isLocal)) {
      throw new ResourceException("Local transaction already has 1 non-XA Resource.");
    }
    branch.begin();
    branches.add(branch);
  }

  void commit() throws RollbackException, SystemException {
    Exception refusal = beforeCompletion();
    if (refusal == null && !isRollbackOnly()) {
      refusal = prepare();
    }
    if (refusal != null || isRollbackOnly() || !leaveActive(Status.STATUS_COMMITTING)) {
      rollback();
      RollbackException refused = new RollbackException("The transaction was rolled back.");
      refused.initCause(refusal);
      throw refused;
    }
    ResourceException failure = commitBranches();
    become(failure == null ? Status.STATUS_COMMITTED : Status.STATUS_ROLLEDBACK);
    afterCompletion();
    if (failure != null) {
      SystemException thrown = new SystemException("A resource failed to commit: " + failure);
      thrown.initCause(failure);
      throw thrown;
    }
  }

  void rollback() {
    if (!leaveActive(Status.STATUS_ROLLING_BACK)) {
      endTimedOut();
      return;
    }
    rollbackBranches();
    afterCompletion();
  }

  private void rollbackBranches() {
    for (Branch branch : branches) {
      try {
        branch.rollback();
      } catch (ResourceException | RuntimeException e) {
        // as transaction managers do: the others roll back all the same
        LOG.log(System.Logger.Level.WARNING, "a resource failed to roll back", e);
      }
    }
    become(Status.STATUS_ROLLEDBACK);
  }

  /** Calls those registered meanwhile as well; the first failure marks the rollback. */
  private RuntimeException beforeCompletion() {
    try {
      for (int i = 0; i < ordinary.size() && !isRollbackOnly(); i++) {
        ordinary.get(i).beforeCompletion();
      }
      for (int i = 0; i < interposed.size() && !isRollbackOnly(); i++) {
        interposed.get(i).beforeCompletion();
      }
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }

  private ResourceException prepare() {
    if (branches.size() < 2) {
      return null; // one-phase optimisation
    }
    if (!leaveActive(Status.STATUS_PREPARING)) {
      return null; // the commit finds it rolled back
    }
    try {
      for (Branch branch : branches) {
        branch.prepare();
      }
      return null;
    } catch (ResourceException e) {
      return e;
    }
  }

  /** The local transaction first: its outcome decides that of the prepared ones. */
  private ResourceException commitBranches() {
    List<Branch> ordered = new ArrayList<>(branches);
    ordered.sort((a, b) -> Boolean.compare(b.isLocal(), a.isLocal()));
    ResourceException failure = null;
    for (Branch branch : ordered) {
      try {
        if (failure == null) {
          branch.commit(branches.size() == 1);
        } else {
          branch.rollback();
        }
      } catch (ResourceException e) {
        failure = e;
      }
    }
    return failure;
  }

  private void afterCompletion() {
    List<Synchronization> inOrder = new ArrayList<>(interposed);
    inOrder.addAll(ordinary);
    for (Synchronization synchronization : inOrder) {
      try {
        synchronization.afterCompletion(status());
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.WARNING, "afterCompletion failed", e);
      }
    }
  }
}
