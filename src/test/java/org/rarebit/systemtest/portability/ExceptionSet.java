package org.rarebit.systemtest.portability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rarebit.systemtest.support.JsonText.json;

import jakarta.json.JsonString;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rarebit.systemtest.support.Eventually;
import org.rarebit.systemtest.support.PageAnswer;
import org.rarebit.systemtest.support.PageClient;

/**
 * The part of the core set that is about exceptions which leave beans: the adapter's own, which are
 * unchecked, and answers that are exceptions.
 */
interface ExceptionSet {

  String SENDING = "systemtest_sending";

  /** Of jakarta.transaction.Status. */
  int ROLLED_BACK = 4;

  /** Lets a bean of the server call others. */
  PageClient client();

  /** What the server has logged. */
  List<String> log();

  @Test
  default void anEnterpriseBeanThatLetsAnExceptionThroughRollsBackAndLivesOn() throws Exception {
    String line = TransactionSet.line();

    PageAnswer answer = client().call(SENDING, "throughEnterpriseBean", TransactionSet.args(line));

    assertThat(answer.body()).contains("MessageUndeliverableException, called 1");
    assertRolledBackAndUnlogged(line);
  }

  @Test
  default void aTransactionalBeanThatLetsAnExceptionThroughRollsBack() throws Exception {
    String line = TransactionSet.line();

    PageAnswer answer = client().call(SENDING, "throughTransactional", TransactionSet.args(line));

    assertThat(answer.result())
        .as(answer.body())
        .isEqualTo(json("\"MessageUndeliverableException\""));
    assertRolledBackAndUnlogged(line);
  }

  @Test
  default void aMessageDrivenBeanThatLetsAnExceptionThroughTellsItsCallerWhich() throws Exception {
    String line = TransactionSet.line();

    PageAnswer answer = client().call(SENDING, "throughThis", TransactionSet.args(line));

    assertThat(answer.text("class")).isEqualTo("MessageUndeliverableException");
    assertRolledBackAndUnlogged(line);
  }

  @Test
  default void anAnswerThatIsAnExceptionIsNotInTheLog() throws Exception {
    String line = TransactionSet.line();

    PageAnswer unchecked = client().call(SENDING, "refuse", TransactionSet.args(line));
    PageAnswer checked = client().call("systemtest_echo", "fail", "{\"text\": \"" + line + "\"}");

    assertThat(unchecked.text("class")).isEqualTo("Refusal");
    assertThat(checked.text("class")).isEqualTo("RefusedException");
    assertThat(log()).noneMatch(logged -> logged.contains(line));
  }

  private void assertRolledBackAndUnlogged(String line) throws Exception {
    Eventually.assertThat(
        () ->
            assertThat(entries())
                .contains("status " + ROLLED_BACK + " of " + line)
                .doesNotContain(line));
    List<String> log = log();
    for (int i = 0; i < log.size(); i++) {
      if (log.get(i).contains("MessageUndeliverableException")) {
        // Open Liberty notes in a file what leaves a transactional bean, and says so at INFO;
        // GlassFish logs it, at INFO as well
        assertThat(log.get(i - 1) + log.get(i))
            .containsAnyOf(" I FFDC1015I: ", "Error during transaction processing");
      }
    }
  }

  private List<String> entries() {
    return client()
        .call(TransactionSet.LEDGER, "entries", "{}")
        .result()
        .asJsonArray()
        .getValuesAs(JsonString::getString);
  }
}
