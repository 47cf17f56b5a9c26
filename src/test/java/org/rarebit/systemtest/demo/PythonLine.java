package org.rarebit.systemtest.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** The line with which a Python client calls the example, to be pasted into a shell. */
final class PythonLine {

  private static final String PYTHON = "/usr/bin/python3";
  private static final int PATIENCE_SECONDS = 30;

  private final String code;

  PythonLine(String brokerUrl) {
    this.code =
        "import oslo_messaging as m; from oslo_config import cfg; "
            + "t = m.get_rpc_transport(cfg.CONF, url='"
            + brokerUrl
            + "'); print(m.RPCClient(t, m.Target(topic='calculator')).call({}, 'add', a=40, b=2))";
  }

  /** For a shell. */
  String forShell() {
    return "python3 -c \"" + code + "\"";
  }

  /** Whether this machine can run it. */
  static boolean isRunnable() throws IOException, InterruptedException {
    return run("import oslo_messaging").exitCode() == 0;
  }

  /** Runs it, and returns what it printed; blocks for 30 s at most. */
  String run() throws IOException, InterruptedException {
    return run(code).output().strip();
  }

  private static Result run(String code) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(PYTHON, "-c", code);
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
