package org.rarebit.ra.chaos;

import java.nio.file.Path;
import java.util.List;
import org.rarebit.ra.RarebitResourceAdapter;
import org.rarebit.ra.broker.ThreadRole;
import org.rarebit.ra.inbound.NotificationActivationSpec;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.testkit.container.ContractViolation;
import org.rarebit.testkit.container.FakeContainer;

/** A process that serves until its input ends. */
final class ChaosServer {

  private ChaosServer() {}

  /** Arguments: broker's URL, ledger, whether queues are quorum queues, topics to serve. */
  public static void main(String[] arguments) throws Exception {
    String process = String.valueOf(ProcessHandle.current().pid());
    try (Ledger ledger = new Ledger(Path.of(arguments[1]))) {
      FakeContainer container = new FakeContainer();
      container.start(adapter(arguments[0], Boolean.parseBoolean(arguments[2])));
      for (String topic : List.of(arguments).subList(3, arguments.length)) {
        if (topic.equals(ChaosClient.NOTIFICATIONS)) {
          NotificationActivationSpec spec = new NotificationActivationSpec();
          spec.setTopics(topic);
          container.activate(
              spec,
              container.endpoints(ChaosBean.Ear.class, () -> new ChaosBean.Ear(ledger, process)));
        } else {
          RpcActivationSpec spec = new RpcActivationSpec();
          spec.setTopic(topic);
          spec.setServer("chaos");
          spec.setAcknowledgement(
              topic.equals(ChaosClient.AFTER) ? "AFTER_COMMIT" : "BEFORE_DISPATCH");
          container.activate(
              spec, container.endpoints(ChaosBean.class, () -> new ChaosBean(ledger, process)));
        }
      }
      end(container, ledger);
    }
    System.exit(0); // whatever is left is in the ledger
  }

  static RarebitResourceAdapter adapter(String url, boolean quorum) {
    RarebitResourceAdapter adapter = new RarebitResourceAdapter();
    adapter.setConnectionURL(url);
    adapter.setDurableQueues(true);
    adapter.setQuorumQueues(quorum);
    return adapter;
  }

  /** Tells that it works, waits for the end of the input, and writes down what broke a rule. */
  static void end(FakeContainer container, Ledger ledger) throws Exception {
    System.out.println("ready");
    while (System.in.read() >= 0) {
      // until the test closes it, or ends
    }
    container.stop();
    for (ContractViolation violation : container.takeViolations()) {
      ledger.line("violation", text(violation));
      violation.printStackTrace();
    }
    for (IllegalStateException violation : ThreadRole.violations()) {
      ledger.line("violation", text(violation));
      violation.printStackTrace();
    }
  }

  static String text(Throwable failure) {
    return failure.toString().replace('\n', ' ').replace('\r', ' ');
  }
}
