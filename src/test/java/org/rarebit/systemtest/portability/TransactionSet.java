package org.rarebit.systemtest.portability;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonArray;
import jakarta.json.JsonString;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.rarebit.systemtest.support.Eventually;
import org.rarebit.systemtest.support.PageAnswer;
import org.rarebit.systemtest.support.PageClient;

/**
 * The part of the core set that is about transactions of the container: what beans send in them,
 * and how they answer. The beans write lines down, on the server that is tested.
 */
interface TransactionSet {

  String LEDGER = "systemtest_ledger";
  String LOCAL_LEDGER = "systemtest_local_ledger";

  /** Lets a bean of the server call others. */
  PageClient client();

  @Test
  default void castsLeaveAfterTheCommitAndTheReplyComesAfterItToo() throws Exception {
    String line = line();

    assertThat(client().call(LEDGER, "enterAndCommit", args(line)).outcome()).isEqualTo("result");

    assertThat(entries()).contains("before the commit of " + line);
    Eventually.assertThat(() -> assertThat(entries()).contains(line));
    assertThat(entries()).containsSubsequence("before the commit of " + line, line);
  }

  @Test
  default void castsOfATransactionThatIsRolledBackAreNotSent() throws Exception {
    String dropped = line();
    String sent = line();

    PageAnswer answer = client().call(LEDGER, "enterAndRollBack", args(dropped));
    client().call(LEDGER, "enterAndCommit", args(sent));

    assertThat(answer.outcome()).isEqualTo("failed");
    assertThat(answer.text("message")).contains("rolled back");
    Eventually.assertThat(() -> assertThat(entries()).contains(sent));
    assertThat(entries()).doesNotContain(dropped);
  }

  @Test
  default void aTransactionThatCannotBeCommittedIsAFailureToTheCaller() {
    PageAnswer answer = client().call(LEDGER, "endWellAndFailToCommit", "{}");

    assertThat(answer.outcome()).isEqualTo("failed");
    assertThat(answer.text("message")).contains("rolled back");
  }

  @Test
  default void aLocalTransactionSendsWithItsCommit() throws Exception {
    String line = line();

    PageAnswer answer = client().call(LOCAL_LEDGER, "enterAndCommit", args(line));

    assertThat(answer.outcome()).as(answer.body()).isEqualTo("result");
    Eventually.assertThat(() -> assertThat(entries()).contains("local " + line, "default " + line));
  }

  @Test
  default void aLocalTransactionThatIsRolledBackSendsNothing() throws Exception {
    assertThatNothingIsSentBy("enterAndRollBack");
  }

  /** So it is a resource of the transaction: by default, the sender would not learn of it. */
  @Test
  default void whatALocalTransactionCannotSendRollsTheTransactionBack() throws Exception {
    assertThatNothingIsSentBy("enterAndCastToNobody");
  }

  private void assertThatNothingIsSentBy(String method) throws Exception {
    String dropped = line();
    String sent = line();

    PageAnswer answer = client().call(LOCAL_LEDGER, method, args(dropped));
    client().call(LOCAL_LEDGER, "enterAndCommit", args(sent));

    assertThat(answer.outcome()).as(answer.body()).isEqualTo("failed");
    Eventually.assertThat(() -> assertThat(entries()).contains("local " + sent, "default " + sent));
    assertThat(entries()).doesNotContain("local " + dropped, "default " + dropped);
  }

  private List<String> entries() {
    JsonArray lines = client().call(LEDGER, "entries", "{}").result().asJsonArray();
    return lines.getValuesAs(JsonString::getString);
  }

  static String line() {
    return "line " + UUID.randomUUID();
  }

  static String args(String line) {
    return "{\"line\": \"" + line + "\"}";
  }
}
