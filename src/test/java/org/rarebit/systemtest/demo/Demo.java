package org.rarebit.systemtest.demo;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.rarebit.systemtest.server.KnownServer;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Broker;
import org.rarebit.systemtest.support.InventoryClient;
import org.rarebit.systemtest.support.PageClient;
import org.rarebit.systemtest.support.PayaraDomain;
import org.rarebit.systemtest.support.PayaraServer;
import org.rarebit.systemtest.support.Server;
import org.rarebit.testkit.broker.EmbeddedBroker;

/** The demo; see {@code ./demo --help}. */
public final class Demo {

  private static final System.Logger LOG = System.getLogger(Demo.class.getName());

  private final DemoOptions options;
  private final Path log;
  private final Screen screen;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>(); // guarded by this

  private Demo(DemoOptions options, Path log, Screen screen) {
    this.options = options;
    this.log = log;
    this.screen = screen;
  }

  /** Runs until it is interrupted, or, with {@code --check}, until everything is checked. */
  public static void main(String... arguments) throws Exception {
    DemoOptions options;
    try {
      options = DemoOptions.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("demo: " + e.getMessage());
      System.exit(2);
      return;
    }
    Path log = options.directory().resolve("server.log");
    Demo demo = new Demo(options, log, Screen.withServerLog(log));
    Runtime.getRuntime().addShutdownHook(new Thread(demo::close, "demo-stop"));
    // the server leaves threads behind that would keep the JVM alive
    System.exit(demo.run() ? 0 : 1);
  }

  private boolean run() throws InterruptedException {
    try {
      String brokerUrl = startBroker();
      long processId = startServer(brokerUrl);
      URI page = Server.page(options.httpPort());
      boolean good = makeCalls(new PageClient(page), processId);
      if (options.check()) {
        good &= checkPage(new PageClient(page));
        good &= checkPython(PythonLine.call(brokerUrl));
        checkInventory(new DemoInventory(new InventoryClient(page)), brokerUrl);
        screen.line(good ? "All as expected." : "Not as expected. The server's log: " + log);
        return good;
      }
      invite(page, brokerUrl);
      new CountDownLatch(1).await();
      return true;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      LOG.log(System.Logger.Level.ERROR, "The demo failed", e);
      screen.line("%ndemo: %s%ndemo: the server's log is %s", e.getMessage(), log);
      return false;
    }
  }

  private String startBroker() throws Exception {
    if (options.brokerUrl() != null) {
      return options.brokerUrl();
    }
    return screen
        .step("starting the embedded broker", () -> keep(new EmbeddedBroker().start()))
        .url();
  }

  /** Starts the server with the example, and returns its process. */
  private long startServer(String brokerUrl) throws Exception {
    if (options.server() == KnownServer.PAYARA_EMBEDDED) {
      startPayaraHere(brokerUrl);
      return ProcessHandle.current().pid();
    }
    return screen
        .step(
            "starting " + options.server().title() + " with the example",
            () ->
                keep(
                    options
                        .server()
                        .start(
                            options.directory().resolve(options.server().profile()),
                            options.httpPort(),
                            brokerUrl,
                            Archives.exampleEarFile().toPath())))
        .processId();
  }

  private void startPayaraHere(String brokerUrl) throws Exception {
    Broker.useForDeployments(brokerUrl);
    PayaraServer server =
        screen.step(
            "starting Payara Embedded",
            () ->
                keep(
                    PayaraServer.start(
                        options.directory(), options.httpPort(), PayaraDomain.DATABASE_IN_MEMORY)));
    screen.step(
        "deploying rarebit-example.ear",
        () -> {
          server.deploy(Archives.exampleEarFile());
          return server;
        });
  }

  private boolean makeCalls(PageClient page, long processId) throws InterruptedException {
    screen.line("%nCalls of a stateless bean, answered by a message-driven bean:%n");
    boolean good = true;
    for (DemoCall call : DemoCalls.all(processId)) {
      DemoCall.Outcome outcome = call.make(page);
      screen.line("  %-34s %8.1f ms  %s", call.title(), outcome.millis(), outcome.text());
      if (!outcome.asExpected()) {
        screen.line("  %-34s expected: %s", "", call.expected());
        good = false;
      }
    }
    screen.line("");
    return good;
  }

  private boolean checkPage(PageClient page) {
    boolean good = true;
    for (String path : new String[] {"", "page.css", "page.js", "inventory.js"}) {
      int status = page.get(path).statusCode();
      screen.line("  %-34s HTTP %d", "GET /rarebit/" + path, status);
      good &= status == 200;
    }
    return good;
  }

  private boolean checkPython(PythonLine python) throws Exception {
    if (!PythonLine.isRunnable()) {
      screen.line("  %-34s skipped: python3-oslo.messaging is not installed", "Python calls add");
      return true;
    }
    String answer = python.run();
    screen.line("  %-34s %s", "Python calls add(a=40, b=2)", answer);
    return answer.equals("42");
  }

  /** What is not heard in time is an exception. */
  private void checkInventory(DemoInventory inventory, String brokerUrl) throws Exception {
    screen.line("  %-34s %s", "a bean hears of two servers", inventory.hearSamples());
    if (PythonLine.isRunnable()) {
      DemoInventory.pythonLine(brokerUrl).run();
      screen.line("  %-34s %s", "it hears Python's notifier", inventory.hearPython());
    }
  }

  private void invite(URI page, String brokerUrl) {
    screen.line("Call it yourself from the page:%n%n  %s%n", page);
    screen.line(
        "or from Python (apt-get install python3-oslo.messaging):%n%n  %s%n",
        PythonLine.call(brokerUrl).forShell());
    screen.line(
        "The page also shows an inventory of servers, live, from notifications such as Nova's. From"
            + " Python:%n%n  %s%n",
        DemoInventory.pythonLine(brokerUrl).forShell());
    screen.line("The server's log is %s. Ctrl-C stops everything.", log);
  }

  private synchronized <T extends AutoCloseable> T keep(T resource) {
    opened.push(resource);
    return resource;
  }

  /** Stops what was started, last first. */
  private synchronized void close() {
    if (!options.check() && !opened.isEmpty()) {
      screen.line("%nStopping.");
    }
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        LOG.log(System.Logger.Level.WARNING, "Something did not stop", e);
      }
    }
  }
}
