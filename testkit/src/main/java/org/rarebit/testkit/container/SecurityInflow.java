package org.rarebit.testkit.container;

import jakarta.resource.spi.work.SecurityContext;
import jakarta.security.auth.message.callback.CallerPrincipalCallback;
import jakarta.security.auth.message.callback.GroupPrincipalCallback;
import jakarta.security.auth.message.callback.PasswordValidationCallback;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.UnsupportedCallbackException;

/** Establishes the identity that a SecurityContext asks for (section 16.4). Thread-safe. */
final class SecurityInflow {

  private final Violations violations;
  private volatile boolean refused;
  private volatile Predicate<String> knownCallers = name -> true;

  SecurityInflow(Violations violations) {
    this.violations = violations;
  }

  /** Refuses every context, as WildFly does without a security mapping. */
  void refuse(boolean refuse) {
    refused = refuse;
  }

  /** Refuses callers that the server's user registry does not know, as Open Liberty does. */
  void knownCallers(Predicate<String> known) {
    knownCallers = known;
  }

  CallerIdentity establish(SecurityContext context) throws RefusedException {
    if (refused) {
      throw new RefusedException();
    }
    Recorder recorder = new Recorder(new Subject());
    context.setupSecurityContext(recorder, recorder.subject, null);
    recorder.over = true;
    if (!recorder.callerGiven) {
      throw violations.found(
          "16.4.5",
          "setupSecurityContext gave no CallerPrincipalCallback; the unauthenticated caller is one"
              + " with a null principal");
    }
    CallerIdentity caller = new CallerIdentity(recorder.name, recorder.groups);
    if (caller.name() != null && !knownCallers.test(caller.name())) {
      throw new RefusedException();
    }
    return caller;
  }

  /** The container cannot establish the identity. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** Used by the thread that sets the context up, until that is over. */
  private final class Recorder implements CallbackHandler {
    private final Subject subject;
    private final Set<String> groups = new LinkedHashSet<>();
    private String name;
    private boolean callerGiven;
    private boolean over;

    Recorder(Subject subject) {
      this.subject = subject;
    }

    @Override
    public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
      if (over) {
        throw violations.found("16.4.1", "the CallbackHandler was used after the set-up");
      }
      for (Callback callback : callbacks) {
        if (callback instanceof CallerPrincipalCallback caller) {
          caller(caller);
        } else if (callback instanceof GroupPrincipalCallback group) {
          check(group.getSubject());
          groups.addAll(Arrays.asList(group.getGroups()));
        } else if (callback instanceof PasswordValidationCallback password) {
          check(password.getSubject());
          password.setResult(knownCallers.test(password.getUsername()));
        } else {
          throw new UnsupportedCallbackException(callback);
        }
      }
    }

    private void caller(CallerPrincipalCallback callback) {
      check(callback.getSubject());
      if (callerGiven) {
        throw violations.found("16.4.1", "two CallerPrincipalCallbacks for one Work");
      }
      callerGiven = true;
      name =
          callback.getPrincipal() == null ? callback.getName() : callback.getPrincipal().getName();
    }

    @SuppressWarnings("ReferenceEquality") // two empty Subjects are equal
    private void check(Subject given) {
      if (given != subject) {
        throw violations.found(
            "16.4.1", "a callback has another Subject than the execution Subject it was given");
      }
    }
  }
}
