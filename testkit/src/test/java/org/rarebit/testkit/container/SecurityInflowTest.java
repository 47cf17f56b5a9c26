package org.rarebit.testkit.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.spi.work.SecurityContext;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkCompletedException;
import jakarta.resource.spi.work.WorkContextErrorCodes;
import jakarta.resource.spi.work.WorkException;
import jakarta.security.auth.message.callback.CallerPrincipalCallback;
import jakarta.security.auth.message.callback.GroupPrincipalCallback;
import java.io.IOException;
import java.security.Principal;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SecurityInflowTest {

  private final FakeContainer container = new FakeContainer();
  private final AtomicReference<CallerIdentity> seen = new AtomicReference<>();

  @AfterEach
  void close() {
    container.close();
  }

  @Test
  void callerAndGroupsHoldForTheRunAndNoLonger() throws Exception {
    run(
        (handler, subject) ->
            handler.handle(
                new Callback[] {
                  new CallerPrincipalCallback(subject, "alice"),
                  new GroupPrincipalCallback(subject, new String[] {"admin"})
                }));

    assertThat(seen.get()).isEqualTo(new CallerIdentity("alice", Set.of("admin")));
    container.workManager().doWork(TestWork.of(this::look));
    assertThat(seen.get()).isNull();
  }

  @Test
  void nullPrincipalIsTheUnauthenticatedCaller() throws Exception {
    run((handler, subject) -> handler.handle(callers(subject, (Principal) null)));

    assertThat(seen.get()).isEqualTo(new CallerIdentity(null, Set.of()));
  }

  @Test
  void setUpWithoutACallerIsAViolation() {
    assertViolation((handler, subject) -> {}, "no CallerPrincipalCallback");
  }

  @Test
  void twoCallersAreAViolation() {
    assertViolation(
        (handler, subject) -> {
          handler.handle(callers(subject, null));
          handler.handle(callers(subject, null));
        },
        "two CallerPrincipalCallbacks");
  }

  @Test
  void anotherSubjectIsAViolation() {
    assertViolation(
        (handler, subject) -> handler.handle(callers(new Subject(), null)), "another Subject");
  }

  @Test
  void handlerThatIsUsedLaterIsAViolation() throws Exception {
    AtomicReference<CallbackHandler> kept = new AtomicReference<>();
    run(
        (handler, subject) -> {
          handler.handle(callers(subject, null));
          kept.set(handler);
        });

    assertThatThrownBy(() -> kept.get().handle(new Callback[0]))
        .isInstanceOf(ContractViolation.class);
    container.takeViolations();
  }

  @Test
  void otherCallbacksAreUnsupported() {
    assertThatThrownBy(
            () -> run((handler, subject) -> handler.handle(new Callback[] {new NameCallback("?")})))
        .hasRootCauseInstanceOf(UnsupportedCallbackException.class);
  }

  @Test
  void callerWhomTheServerDoesNotKnowFailsTheWork() {
    container.workManager().knownCallers("alice"::equals);

    assertRefused(
        (handler, subject) ->
            handler.handle(new Callback[] {new CallerPrincipalCallback(subject, "mallory")}));
  }

  @Test
  void serverWithoutASecurityMappingFailsTheWork() {
    container.workManager().refuseSecurityContexts(true);

    assertRefused((handler, subject) -> handler.handle(callers(subject, null)));
  }

  private void assertRefused(SetUp setUp) {
    assertThatThrownBy(() -> run(setUp))
        .isInstanceOf(WorkCompletedException.class)
        .extracting(e -> ((WorkException) e).getErrorCode())
        .isEqualTo(WorkContextErrorCodes.CONTEXT_SETUP_FAILED);
    assertThat(seen.get()).isNull();
  }

  private void assertViolation(SetUp setUp, String text) {
    assertThatThrownBy(() -> run(setUp)).hasRootCauseInstanceOf(ContractViolation.class);
    assertThat(container.takeViolations()).singleElement().asString().contains(text);
  }

  private void run(SetUp setUp) throws WorkException {
    Work work = TestWork.with(List.of(new Context(setUp)), this::look);
    container.workManager().doWork(work);
  }

  private void look() {
    seen.set(container.workManager().caller());
  }

  private static Callback[] callers(Subject subject, Principal principal) {
    return new Callback[] {new CallerPrincipalCallback(subject, principal)};
  }

  private interface SetUp {
    void run(CallbackHandler handler, Subject subject)
        throws IOException, UnsupportedCallbackException;
  }

  private static final class Context extends SecurityContext {
    private static final long serialVersionUID = 1L;
    private final transient SetUp setUp;

    Context(SetUp setUp) {
      this.setUp = setUp;
    }

    @Override
    public void setupSecurityContext(
        CallbackHandler handler, Subject executionSubject, Subject serviceSubject) {
      try {
        setUp.run(handler, executionSubject);
      } catch (IOException | UnsupportedCallbackException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
