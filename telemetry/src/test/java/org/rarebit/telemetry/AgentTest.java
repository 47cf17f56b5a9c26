package org.rarebit.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process with OpenTelemetry's Java agent, which has spans of its own for HTTP, and instruments
 * executors and RabbitMQ's client. It writes what it would export to its standard output.
 */
@EnabledIfSystemProperty(
    named = "rarebit.agent",
    matches = ".+",
    disabledReason = "run Maven with -Pagent")
class AgentTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String OURS = "org.rarebit.telemetry";
  private static final String INTERCEPTORS = "org.rarebit.api.RpcInterceptor";

  /** What the agent wrote of one span. */
  private record Span(String scope, String trace, String id, String parent, String name) {}

  @TempDir Path directory;

  private List<Span> spans(String classPath, String... arguments) throws Exception {
    return spans(AgentMain.class, classPath, arguments);
  }

  private List<Span> spans(Class<?> main, String classPath, String... arguments) throws Exception {
    Path output = directory.resolve("output");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-javaagent:" + System.getProperty("rarebit.agent"),
                main.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(directory.resolve("error").toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "CLASSPATH", classPath,
                "OTEL_TRACES_EXPORTER", "experimental-otlp/stdout",
                "OTEL_METRICS_EXPORTER", "none",
                "OTEL_LOGS_EXPORTER", "none"));
    Process process = builder.start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("it ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(() -> text(directory.resolve("error"))).isZero();
    List<Span> spans = new ArrayList<>();
    for (String line : Files.readAllLines(output)) {
      if (line.startsWith("{")) {
        MAPPER
            .readTree(line)
            .findValues("scopeSpans")
            .forEach(scopes -> scopes.forEach(scope -> read(scope, spans)));
      }
    }
    return spans;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static void read(JsonNode scope, List<Span> spans) {
    for (JsonNode span : scope.path("spans")) {
      spans.add(
          new Span(
              scope.path("scope").path("name").asText(),
              span.path("traceId").asText(),
              span.path("spanId").asText(),
              span.path("parentSpanId").asText(),
              span.path("name").asText()));
    }
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private static Span child(List<Span> spans, String parent, String name) {
    List<Span> children = spans.stream().filter(span -> span.parent().equals(parent)).toList();
    assertThat(children).extracting(Span::name).containsExactly(name);
    return children.get(0);
  }

  private static List<Span> requests(List<Span> spans) {
    return spans.stream()
        .filter(span -> span.name().equals("GET") && span.parent().isEmpty())
        .toList();
  }

  @Test
  void eachHttpRequestIsOneTraceInWhichEachSpanIsThereOnce() throws Exception {
    assertEachRequestIsOneTrace(spans(classPath()));
    assertThat(text(directory.resolve("error"))).doesNotContain("its contexts lose spans");
  }

  @Test
  void theAgentGoesBeforeABeanOfTheContainers() throws Exception {
    assertEachRequestIsOneTrace(spans(classPath(), "cdi"));
  }

  private static void assertEachRequestIsOneTrace(List<Span> spans) {
    assertThat(requests(spans)).hasSize(3);
    for (Span request : requests(spans)) {
      Span page = child(spans, request.id(), "GET /");
      Span called = child(spans, page.id(), "observed/relay");
      Span served = child(spans, called.id(), "observed/relay");
      Span calledByBean = child(spans, served.id(), "observed/leaf");
      Span leaf = child(spans, calledByBean.id(), "observed/leaf");
      assertThat(spans)
          .filteredOn(span -> span.trace().equals(request.trace()))
          .containsExactlyInAnyOrder(request, page, called, served, calledByBean, leaf);
      assertThat(List.of(called, served, calledByBean, leaf))
          .allMatch(span -> span.scope().equals(OURS));
    }
  }

  @Test
  void withoutTheJarTheTraceEndsWhereTheCallBegins() throws Exception {
    String without =
        Arrays.stream(classPath().split(File.pathSeparator, -1))
            .filter(entry -> !Files.exists(Path.of(entry, "META-INF/services", INTERCEPTORS)))
            .collect(Collectors.joining(File.pathSeparator));

    List<Span> spans = spans(without);

    assertThat(requests(spans)).hasSize(3);
    for (Span request : requests(spans)) {
      Span page = child(spans, request.id(), "GET /");
      assertThat(spans)
          .filteredOn(span -> span.trace().equals(request.trace()))
          .containsExactlyInAnyOrder(request, page);
    }
  }

  @Test
  void contextsThatLoseTheAgentsSpansAreToldOnce() throws Exception {
    List<Span> spans =
        spans(
            ModulesMain.class,
            Path.of("target", "test-classes").toString(),
            classPath().split(File.pathSeparator, -1));

    assertThat(spans)
        .as("no trace is carried along: if it is, the warning is wrong, and the manual, too")
        .filteredOn(span -> span.scope().equals(OURS))
        .isNotEmpty()
        .allMatch(span -> span.parent().isEmpty());
    assertThat(text(directory.resolve("error")))
        .containsOnlyOnce("its contexts lose spans")
        .contains("-Dotel.instrumentation.opentelemetry-api.enabled=false");
  }
}
