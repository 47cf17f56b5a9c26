package org.rarebit.testkit.container;

import jakarta.resource.ResourceException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.SystemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One transaction: its resources, its callbacks and its end. Used by the thread it belongs to; the
 * status may be asked and the rollback be marked from any thread.
 */
final class FakeTransaction {

  private static final System.Logger LOG = System.getLogger(FakeTransaction.class.getName());

  private final List<Branch> branches = new ArrayList<>();
  private final List<Synchronization> ordinary = new ArrayList<>();
  private final List<Synchronization> interposed = new ArrayList<>();
  private final Map<Object, Object> resources = new HashMap<>();
  private int status = Status.STATUS_ACTIVE; // guarded by this

  synchronized int status() {
    return status;
  }

  private synchronized void become(int next) {
    status = next;
  }

  synchronized void setRollbackOnly() {
    if (status != Status.STATUS_ACTIVE && status != Status.STATUS_MARKED_ROLLBACK) {
      throw new IllegalStateException("The transaction has ended, status " + status + ".");
    }
    status = Status.STATUS_MARKED_ROLLBACK;
  }

  synchronized boolean isRollbackOnly() {
    return status == Status.STATUS_MARKED_ROLLBACK || status == Status.STATUS_ROLLEDBACK;
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
    if (refusal != null || isRollbackOnly()) {
      rollback();
      RollbackException rolledBack = new RollbackException("The transaction was rolled back.");
      rolledBack.initCause(refusal);
      throw rolledBack;
    }
    become(Status.STATUS_COMMITTING);
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
    become(Status.STATUS_ROLLING_BACK);
    for (Branch branch : branches) {
      try {
        branch.rollback();
      } catch (ResourceException | RuntimeException e) {
        // as transaction managers do: the others roll back all the same
        LOG.log(System.Logger.Level.WARNING, "a resource failed to roll back", e);
      }
    }
    become(Status.STATUS_ROLLEDBACK);
    afterCompletion();
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
    become(Status.STATUS_PREPARING);
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
