package org.rarebit.check;

import jakarta.transaction.Status;
import jakarta.transaction.UserTransaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.rarebit.api.CallOptions;
import org.rarebit.api.MessageUndeliverableException;
import org.rarebit.api.MessagingException;
import org.rarebit.api.NoConnectionException;
import org.rarebit.api.Notifier;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;

/**
 * One run of the check: its steps in order, until one fails; those after it are not run. Blocks,
 * for a minute at most where nothing answers.
 */
final class CheckRun {

  /** Beans begin to serve a moment after they are deployed, and after the broker has come back. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** What is sent before they do reaches nobody, so it is sent again. */
  private static final Duration AGAIN = Duration.ofMillis(500);

  private static final String BROKER =
      "Start the broker, or tell the adapter where it is: by the environment variable"
          + " RAREBIT_CONNECTION_URL of the server's process, or by the property connectionURL."
          + " If the text names localhost and you have set it, it is not set for this connection"
          + " factory; the line \"resource adapter started\" of the server's log says what counts.";
  private static final String BEAN =
      "The message-driven beans of this application are not active: look in the server's log for"
          + " CheckBean and HearingBean. Open Liberty needs an activationSpec for each in"
          + " server.xml.";
  private static final String LOG = "Look in the server's log for lines of org.rarebit.ra.";

  private final RpcConnectionFactory rpc;
  private final UserTransaction transaction;
  private final Check check;
  private final Notifier notifier;
  private final List<Step> steps = new ArrayList<>();

  CheckRun(RpcConnectionFactory rpc, UserTransaction transaction) {
    this.rpc = rpc;
    this.transaction = transaction;
    this.check =
        rpc.client(Target.topic(Check.TOPIC))
            .with(CallOptions.timeout(PATIENCE))
            .proxy(Check.class);
    this.notifier = rpc.notifier(Check.TOPIC).withTopics(Check.TOPIC).withTimeout(PATIENCE);
  }

  List<Step> steps() {
    step("connect", "Take a connection from the pool", () -> rpc.getConnection().close());
    step("call", "Call a message-driven bean and get its answer", this::call);
    step("serve", "A message-driven bean of this server is called", this::serve);
    step("commit", "What is sent in a transaction leaves with its commit", this::commit);
    step(
        "rollback", "What is sent in a transaction that rolls back does not leave", this::rollBack);
    step("notify", "A notification is heard by a message-driven bean", this::tell);
    return steps;
  }

  private interface Action {
    void run() throws Exception;
  }

  /** What a step expected and did not see. */
  private static final class Missed extends Exception {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    Missed(String text, String remedy) {
      super(text);
      this.remedy = remedy;
    }
  }

  private void step(String name, String title, Action action) {
    if (!steps.stream().allMatch(Step::isOk)) {
      steps.add(new Step(name, title, Step.Outcome.NOT_RUN, 0, "", ""));
      return;
    }
    long start = System.nanoTime();
    Exception failure = null;
    try {
      action.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the server stops
      failure = e;
    } catch (Exception e) {
      failure = e;
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    steps.add(
        failure == null
            ? new Step(name, title, Step.Outcome.OK, millis, "", "")
            : new Step(name, title, Step.Outcome.FAILED, millis, reason(failure), remedy(failure)));
  }

  private static String reason(Exception failure) {
    String text = failure.getMessage();
    // the API's exceptions say it all; of others the class says something, too
    return failure instanceof Missed || failure instanceof MessagingException
        ? text
        : failure.getClass().getSimpleName() + (text == null ? "" : ": " + text);
  }

  private static String remedy(Exception failure) {
    if (failure instanceof Missed missed) {
      return missed.remedy;
    }
    if (failure instanceof NoConnectionException) {
      return BROKER;
    }
    return failure instanceof MessageUndeliverableException ? BEAN : LOG;
  }

  private void call() throws Exception {
    String sent = "Grüße, 世界";
    long end = System.nanoTime() + PATIENCE.toNanos();
    String answer = null;
    while (answer == null) {
      try {
        answer = check.echo(sent);
      } catch (MessageUndeliverableException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        TimeUnit.NANOSECONDS.sleep(AGAIN.toNanos());
      }
    }
    if (!answer.equals(sent)) {
      throw new Missed("\"" + sent + "\" came back as \"" + answer + "\".", LOG);
    }
  }

  private void serve() throws Exception {
    try (Tokens.Token token = Tokens.expect()) {
      sendUntilItArrives(token, () -> check.arrived(token.text()), BEAN);
    }
  }

  private void tell() throws Exception {
    try (Tokens.Token token = Tokens.expect()) {
      sendUntilItArrives(token, () -> notifier.info("rarebit.check", token.text()), BEAN);
    }
  }

  private static void sendUntilItArrives(Tokens.Token token, Action send, String remedy)
      throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    do {
      if (System.nanoTime() > end) {
        throw new Missed("Nothing came within " + PATIENCE.toSeconds() + " s.", remedy);
      }
      send.run();
    } while (!token.await(AGAIN));
  }

  private void commit() throws Exception {
    try (Tokens.Token token = Tokens.expect()) {
      inTransaction(() -> check.arrived(token.text()), transaction::commit);
      if (!token.await(PATIENCE)) {
        throw new Missed("Nothing came within " + PATIENCE.toSeconds() + " s of the commit.", LOG);
      }
    }
  }

  private void rollBack() throws Exception {
    try (Tokens.Token never = Tokens.expect();
        Tokens.Token later = Tokens.expect()) {
      inTransaction(() -> check.arrived(never.text()), transaction::rollback);
      // had the first one left, it would be there before the second
      check.arrived(later.text());
      if (!later.await(PATIENCE)) {
        throw new Missed("What was sent after it did not come either.", LOG);
      }
      if (never.hasArrived()) {
        throw new Missed("It came all the same.", LOG);
      }
    }
  }

  private void inTransaction(Action send, Action end) throws Exception {
    transaction.begin();
    try {
      send.run();
      end.run();
    } finally {
      if (transaction.getStatus() != Status.STATUS_NO_TRANSACTION) {
        transaction.rollback();
      }
    }
  }
}
