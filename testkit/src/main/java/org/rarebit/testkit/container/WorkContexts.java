package org.rarebit.testkit.container;

import jakarta.resource.spi.work.ExecutionContext;
import jakarta.resource.spi.work.HintsContext;
import jakarta.resource.spi.work.SecurityContext;
import jakarta.resource.spi.work.TransactionContext;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkCompletedException;
import jakarta.resource.spi.work.WorkContext;
import jakarta.resource.spi.work.WorkContextErrorCodes;
import jakarta.resource.spi.work.WorkContextLifecycleListener;
import jakarta.resource.spi.work.WorkContextProvider;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The contexts that a Work brings along (section 11): their checks and their set-up. */
final class WorkContexts {

  private static final Set<String> KNOWN_HINTS =
      Set.of(HintsContext.NAME_HINT, HintsContext.LONGRUNNING_HINT);

  private final List<WorkContext> contexts;

  private WorkContexts(List<WorkContext> contexts) {
    this.contexts = contexts;
  }

  /** Reads the contexts at submission, after which the adapter must not change them (11.4). */
  static WorkContexts of(Work work, ExecutionContext execution, Violations violations) {
    if (!(work instanceof WorkContextProvider provider)) {
      return new WorkContexts(List.of());
    }
    if (execution != null) {
      throw violations.found(
          "11.5", work + " is a WorkContextProvider and came with an ExecutionContext as well");
    }
    List<WorkContext> provided = provider.getWorkContexts();
    WorkContexts contexts = new WorkContexts(provided == null ? List.of() : List.copyOf(provided));
    contexts.checkDuplicates(violations);
    contexts.checkHints(violations);
    return contexts;
  }

  private void checkDuplicates(Violations violations) {
    Set<Class<?>> seen = new HashSet<>();
    for (WorkContext context : contexts) {
      if (!seen.add(typeOf(context))) {
        throw violations.found("11.4.3", "two contexts of " + typeOf(context).getName());
      }
    }
  }

  private void checkHints(Violations violations) {
    for (WorkContext context : contexts) {
      if (context instanceof HintsContext hints) {
        hints.getHints().forEach((name, value) -> checkHint(name, value, violations));
      }
    }
  }

  private static void checkHint(String name, Serializable value, Violations violations) {
    boolean reserved = name.startsWith("jakarta.resource.") || name.startsWith("javax.resource.");
    if (reserved && !KNOWN_HINTS.contains(name)) {
      throw violations.found("11.6", "hint " + name + " has a reserved prefix");
    }
    Map<String, Class<?>> types =
        Map.of(HintsContext.NAME_HINT, String.class, HintsContext.LONGRUNNING_HINT, Boolean.class);
    Class<?> type = types.get(name);
    if (type != null && !type.isInstance(value)) {
      throw violations.found("11.6", "hint " + name + " must be a " + type.getName());
    }
  }

  /**
   * Sets the contexts up on the thread that will run the Work.
   *
   * @return the caller that a SecurityContext brought, or null
   * @throws WorkCompletedException if the container refuses a context, with the error code
   */
  CallerIdentity setUp(Set<Class<? extends WorkContext>> supported, SecurityInflow inflow)
      throws WorkCompletedException {
    CallerIdentity caller = null;
    for (WorkContext context : contexts) {
      if (!supported.contains(typeOf(context))) {
        throw refuse(context, WorkContextErrorCodes.UNSUPPORTED_CONTEXT_TYPE);
      }
      if (context instanceof TransactionContext transaction && transaction.getXid() != null) {
        throw refuse(context, WorkContextErrorCodes.CONTEXT_SETUP_UNSUPPORTED);
      }
      if (context instanceof SecurityContext security) {
        try {
          caller = inflow.establish(security);
        } catch (SecurityInflow.RefusedException e) {
          throw refuse(context, WorkContextErrorCodes.CONTEXT_SETUP_FAILED);
        }
      }
      if (context instanceof WorkContextLifecycleListener listener) {
        listener.contextSetupComplete();
      }
    }
    return caller;
  }

  private static WorkCompletedException refuse(WorkContext context, String code) {
    if (context instanceof WorkContextLifecycleListener listener) {
      listener.contextSetupFailed(code);
    }
    return new WorkCompletedException("context " + context.getName() + " was refused", code);
  }

  /** The context's type as the specification names it: adapters extend SecurityContext, for one. */
  private static Class<?> typeOf(WorkContext context) {
    for (Class<?> standard :
        List.of(SecurityContext.class, HintsContext.class, TransactionContext.class)) {
      if (standard.isInstance(context)) {
        return standard;
      }
    }
    return context.getClass();
  }
}
