package org.rarebit.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rarebit.testkit.broker.Installation;

/**
 * What is measured with: a broker, Python's peers, a JDK.
 *
 * @param url oslo.messaging's transport URL of a broker; {@code embedded} for the one in memory;
 *     null for a private RabbitMQ node, else the one in memory
 * @param programs whose RabbitMQ and Python
 * @param jdk of the JVMs that are measured
 * @param jvmOptions more options for those JVMs
 * @param base jars of another build of the adapter, to go before this one's; null if there are none
 */
record Surroundings(
    String url, Installation programs, Path jdk, List<String> jvmOptions, String base) {

  /** This machine's, and the JDK that runs this. */
  static final Surroundings USUAL =
      new Surroundings(
          null, Installation.chosen(), Path.of(System.getProperty("java.home")), List.of(), null);

  static final String USAGE =
      """
        --url URL       the broker, one host without TLS: rabbit://guest:guest@127.0.0.1:5672/; or
                        embedded for the one in memory. Without: a private RabbitMQ node, else the one in memory
        --suite DIR     RabbitMQ and Python of this folder, as src/test/peers/make-root makes it, not the machine's
        --jdk DIR       the JDK of the JVMs that are started; without: the one that runs this
        --jvm OPTION    one more option for those JVMs, %p in it is which one; may be repeated
      """;

  private static final Pattern VERSION = Pattern.compile("version \"([^\"]+)\"");

  Surroundings {
    jvmOptions = List.copyOf(jvmOptions);
  }

  /** Whether an option, which has a value, is one of these. */
  static boolean has(String option) {
    return List.of("--url", "--suite", "--jdk", "--jvm", "--base").contains(option);
  }

  /**
   * The same but for one option.
   *
   * @throws IllegalArgumentException if there is no such thing on this machine
   */
  Surroundings with(String option, String value) {
    return switch (option) {
      case "--url" -> new Surroundings(value, programs, jdk, jvmOptions, base);
      case "--suite" -> {
        Path folder = existing(option, Path.of(value), Path.of(value));
        yield new Surroundings(
            url, Installation.at(folder.getFileName().toString(), folder), jdk, jvmOptions, base);
      }
      case "--jdk" -> {
        Path home = existing(option, Path.of(value), Path.of(value, "bin", "java"));
        yield new Surroundings(url, programs, home, jvmOptions, base);
      }
      case "--jvm" -> {
        List<String> more = new ArrayList<>(jvmOptions);
        more.add(value);
        yield new Surroundings(url, programs, jdk, more, base);
      }
      case "--base" -> {
        for (String jar : value.split(File.pathSeparator, -1)) {
          var unused = existing(option, Path.of(jar), Path.of(jar));
        }
        yield new Surroundings(url, programs, jdk, jvmOptions, value);
      }
      default -> throw new IllegalArgumentException("Unknown option " + option + ".");
    };
  }

  private static Path existing(String option, Path value, Path needed) {
    if (!Files.exists(needed)) {
      throw new IllegalArgumentException(option + ": there is no " + needed + ".");
    }
    return value.toAbsolutePath().normalize();
  }

  /** The program that starts a JVM. */
  Path java() {
    return jdk.resolve("bin").resolve("java");
  }

  /** The JDK's version as it tells it, for example 21.0.9. */
  String javaVersion() throws IOException {
    Process process =
        new ProcessBuilder(java().toString(), "-version").redirectErrorStream(true).start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null) {
        Matcher matcher = VERSION.matcher(line);
        if (matcher.find()) {
          return matcher.group(1);
        }
        line = lines.readLine();
      }
    }
    throw new IOException(java() + " does not tell its version.");
  }
}
