package org.rarebit.ra.inbound;

import jakarta.resource.spi.work.SecurityContext;
import jakarta.resource.spi.work.WorkContextLifecycleListener;
import jakarta.security.auth.message.callback.CallerPrincipalCallback;
import jakarta.security.auth.message.callback.GroupPrincipalCallback;
import java.io.IOException;
import java.security.Principal;
import java.util.function.Consumer;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.UnsupportedCallbackException;

/**
 * Gives one Work the identity of its caller (Connectors 16.4). For one submission; used by one
 * thread of the container at a time.
 */
final class CallerContext extends SecurityContext implements WorkContextLifecycleListener {

  private static final long serialVersionUID = 1L;

  private final transient CallerIdentity caller;
  private final transient Consumer<String> failed;
  private transient volatile boolean established;
  private transient volatile Exception failure;

  /**
   * The context of one Work.
   *
   * @param failed told why, if the container does not take the identity over
   */
  CallerContext(CallerIdentity caller, Consumer<String> failed) {
    this.caller = caller;
    this.failed = failed;
  }

  @Override
  public void setupSecurityContext(
      CallbackHandler handler, Subject executionSubject, Subject serviceSubject) {
    try {
      handler.handle(callbacks(executionSubject)); // together: some containers use the last call's
      established = true;
    } catch (IOException | UnsupportedCallbackException | RuntimeException e) {
      failure = e;
      throw new IllegalStateException("The container refuses the caller's identity.", e);
    }
  }

  /** The unauthenticated caller is one who is given as null (16.4.5). */
  private Callback[] callbacks(Subject subject) {
    if (caller.name() == null) {
      return new Callback[] {new CallerPrincipalCallback(subject, (Principal) null)};
    }
    // a name, not a principal: containers map names, and make principals of their own
    return new Callback[] {
      new CallerPrincipalCallback(subject, caller.name()),
      new GroupPrincipalCallback(subject, caller.groups().toArray(String[]::new))
    };
  }

  /** Whether the container has asked for the identity and got it. */
  boolean isEstablished() {
    return established;
  }

  @Override
  public void contextSetupComplete() {
    // the Work runs
  }

  @Override
  public void contextSetupFailed(String errorCode) {
    failed.accept(
        "error code " + errorCode + (failure == null ? "" : ": " + failure)); // of WorkContext
  }
}
