package org.rarebit.systemtest.server;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * OpenTelemetry's Java agent, which Maven fetches with the profile {@code agent}.
 *
 * @param endpoint where it exports to, by OTLP over HTTP
 * @param rules which attributes of JMX it makes metrics of
 * @param options of the JVM, besides
 */
public record JavaAgent(String endpoint, Path rules, List<String> options) {

  /** Where it lies; not set without the profile. */
  public static final String PROPERTY = "rarebit.agent";

  /** Of the server's process: an option for the command java, and what the agent reads. */
  Map<String, String> environment() {
    return Map.of(
        "JDK_JAVA_OPTIONS",
            "-javaagent:" + System.getProperty(PROPERTY) + " " + String.join(" ", options),
        "OTEL_JMX_CONFIG", rules.toString(),
        "OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf",
        "OTEL_EXPORTER_OTLP_ENDPOINT", endpoint,
        "OTEL_LOGS_EXPORTER", "none",
        "OTEL_BSP_SCHEDULE_DELAY", "200",
        "OTEL_METRIC_EXPORT_INTERVAL", "500");
  }
}
