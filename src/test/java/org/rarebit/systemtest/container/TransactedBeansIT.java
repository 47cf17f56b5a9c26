package org.rarebit.systemtest.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rarebit.systemtest.support.Activations;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Broker;
import org.rarebit.systemtest.support.LedgerDatabase;
import org.rarebit.systemtest.support.PageAnswer;
import org.rarebit.systemtest.support.PageClient;
import org.rarebit.systemtest.support.RawPublisher;

/**
 * Beans that write into a database, tell of it, call another bean, and answer: row, notification
 * and answer agree, however the method and its transaction end.
 */
@ExtendWith(ArquillianExtension.class)
class TransactedBeansIT {

  private static LedgerDatabase database;

  private final PageClient page = PageClient.ofTestServer();

  @Deployment(testable = false)
  static EnterpriseArchive ear() {
    Broker.shared().useForDeployments();
    database = LedgerDatabase.create();
    return Archives.exampleEarWithBeans("ledger");
  }

  @BeforeAll
  static void awaitBeans() throws Exception {
    Activations.awaitActive();
  }

  @AfterAll
  static void dropDatabase() throws Exception {
    database.close();
  }

  /**
   * The columns: bean, data source, how the notification is sent, how the method ends, the answer's
   * outcome and class or value, and how many rows and notifications there are.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # a transaction of the container's
          required      | xa    | default | RETURN                                | result | false                 | 1
          required      | plain | default | RETURN                                | result | false                 | 1
          required      | xa    | local   | RETURN                                | result | false                 | 1
          required      | xa    | default | SLOW_COMMIT                           | result | false                 | 1
          required      | plain | default | SLOW_COMMIT                           | result | false                 | 1
          required      | xa    | local   | SLOW_COMMIT                           | result | false                 | 1
          required      | xa    | default | APPLICATION_EXCEPTION                 | failed | RefusedException      | 1
          required      | plain | default | APPLICATION_EXCEPTION                 | failed | RefusedException      | 1
          required      | xa    | default | APPLICATION_EXCEPTION_THAT_ROLLS_BACK | failed | UndoneException       | 0
          required      | plain | default | APPLICATION_EXCEPTION_THAT_ROLLS_BACK | failed | UndoneException       | 0
          required      | xa    | default | SYSTEM_EXCEPTION                      | failed | IllegalStateException | 0
          required      | plain | default | SYSTEM_EXCEPTION                      | failed | IllegalStateException | 0
          required      | xa    | local   | SYSTEM_EXCEPTION                      | failed | IllegalStateException | 0
          required      | xa    | default | SET_ROLLBACK_ONLY                     | failed |                       | 0
          required      | plain | default | SET_ROLLBACK_ONLY                     | failed |                       | 0
          required      | xa    | local   | SET_ROLLBACK_ONLY                     | failed |                       | 0
          required      | xa    | default | FAILING_COMMIT                        | failed |                       | 0
          required      | plain | default | FAILING_COMMIT                        | failed |                       | 0
          required      | xa    | local   | FAILING_COMMIT                        | failed |                       | 0
          # what cannot be sent: too late, or in time
          required      | xa    | default | CAST_TO_NOBODY                        | result | false                 | 1
          # no transaction
          not_supported | xa    | default | RETURN                                | result | false                 | 1
          not_supported | plain | default | RETURN                                | result | false                 | 1
          not_supported | plain | local   | RETURN                                | result | false                 | 1
          not_supported | plain | default | APPLICATION_EXCEPTION                 | failed | RefusedException      | 1
          not_supported | plain | default | SYSTEM_EXCEPTION                      | failed | IllegalStateException | 1
          # a transaction of the bean's
          bean_managed  | xa    | default | RETURN                                | result | false                 | 1
          bean_managed  | plain | default | RETURN                                | result | false                 | 1
          bean_managed  | xa    | local   | RETURN                                | result | false                 | 1
          bean_managed  | plain | default | APPLICATION_EXCEPTION                 | failed | RefusedException      | 0
          bean_managed  | xa    | local   | SYSTEM_EXCEPTION                      | failed | IllegalStateException | 0
          bean_managed  | plain | default | FAILING_COMMIT                        | failed |                       | 0
          # rolled back by the container, which tells nobody but its log
          bean_managed  | plain | default | LEFT_OPEN                             | result | false                 | 0
          # acknowledged after the commit
          after_commit  | xa    | default | SLOW_COMMIT                           | result | false                 | 1
          after_commit  | plain | default | SYSTEM_EXCEPTION_ONCE                 | result | true                  | 1
          after_commit  | xa    | local   | SYSTEM_EXCEPTION_ONCE                 | result | true                  | 1
          after_commit  | plain | default | SYSTEM_EXCEPTION                      | failed | IllegalStateException | 0
          after_commit  | xa    | default | SET_ROLLBACK_ONLY                     | failed |                       | 0
          after_commit  | plain | default | APPLICATION_EXCEPTION                 | failed | RefusedException      | 1
          """)
  void rowNotificationAndAnswerAgree(
      String bean,
      String dataSource,
      String sending,
      String ending,
      String outcome,
      String said,
      long written)
      throws Exception {
    String row = UUID.randomUUID().toString();

    PageAnswer answer = page.call(bean, "write", args(row, dataSource, sending, ending));

    assertThat(database.rows(row)).as("rows when %s came", answer.body()).isEqualTo(written);
    assertThat(answer.outcome()).as(answer.body()).isEqualTo(outcome);
    if (outcome.equals("result")) {
      assertThat(answer.result()).hasToString(said);
    } else if (said != null) {
      assertThat(answer.text("class")).isEqualTo(said);
    }
    assertThat(told(row)).as("notifications").isEqualTo(written);
  }

  /** The local transaction takes part: what it cannot send undoes the row. */
  @ParameterizedTest
  @CsvSource({"required", "bean_managed"})
  void whatALocalTransactionCannotSendRollsTheRowBack(String bean) throws Exception {
    String row = UUID.randomUUID().toString();

    PageAnswer answer = page.call(bean, "write", args(row, "xa", "local", "CAST_TO_NOBODY"));

    assertThat(answer.outcome()).as(answer.body()).isEqualTo("failed");
    assertThat(database.rows(row)).isZero();
  }

  /** One of them is all that a transaction takes, which is why it is not the default. */
  @ParameterizedTest
  @CsvSource({"required", "bean_managed"})
  void aLocalTransactionBesideADataSourceWithoutXaIsRefused(String bean) throws Exception {
    String row = UUID.randomUUID().toString();

    PageAnswer answer = page.call(bean, "write", args(row, "plain", "local", "RETURN"));

    assertThat(answer.outcome()).as(answer.body()).isEqualTo("failed");
    assertThat(answer.text("message")).contains("non-XA");
    assertThat(told(row)).isZero();
  }

  private static String args(String row, String dataSource, String sending, String ending) {
    return "{\"row\": \"%s\", \"database\": \"%s\", \"sending\": \"%s\", \"ending\": \"%s\"}"
        .formatted(row, dataSource, sending, ending);
  }

  private static long told(String row) throws Exception {
    try (RawPublisher channel = new RawPublisher(Broker.shared().url())) {
      return channel.waiting("systemtest_told_" + row + ".info");
    } catch (IOException e) {
      return 0; // nobody has ever told anything, so there is no queue
    }
  }
}
