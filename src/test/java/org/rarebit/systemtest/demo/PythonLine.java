package org.rarebit.systemtest.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.rarebit.testkit.broker.Installation;

/** A line with which Python uses the example, to be pasted into a shell. */
final class PythonLine {

  private static final int PATIENCE_SECONDS = 90;

  private final String code;

  private PythonLine(String code) {
    this.code = "import oslo_messaging as m; from oslo_config import cfg; " + code;
  }

  /** Calls the calculator; prints 42. */
  static PythonLine call(String brokerUrl) {
    return new PythonLine(
        "t = m.get_rpc_transport(cfg.CONF, url='"
            + brokerUrl
            + "'); print(m.RPCClient(t, m.Target(topic='calculator')).call({}, 'add', a=40, b=2))");
  }

  /** Tells that a server has been made, as Nova does; prints nothing. */
  static PythonLine notification(String brokerUrl, String serverName) {
    return new PythonLine(
        "t = m.get_notification_transport(cfg.CONF, url='"
            + brokerUrl
            + "'); m.Notifier(t, 'compute.python', driver='messagingv2', topics=['notifications'])"
            + ".info({}, 'compute.instance.create.end', {'instance_id': 'f00d', 'display_name': '"
            + serverName
            + "', 'state': 'active', 'vcpus': 2, 'memory_mb': 4096, 'disk_gb': 40})");
  }

  /** For a shell. */
  String forShell() {
    return "python3 -c \"" + code + "\"";
  }

  /** Whether this machine can run it. */
  static boolean isRunnable() throws IOException, InterruptedException {
    return run("import oslo_messaging").exitCode() == 0;
  }

  /** Runs it, and returns what it printed; blocks for 90 s at most. */
  String run() throws IOException, InterruptedException {
    return run(code).output().strip();
  }

  private static Result run(String code) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(Installation.chosen().python("-c", code));
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return new Result(-1, ""); // there is no such Python
    }
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return new Result(-1, "no end within " + PATIENCE_SECONDS + " s");
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.exitValue(), output);
    } finally {
      process.destroyForcibly();
    }
  }

  private record Result(int exitCode, String output) {}
}
