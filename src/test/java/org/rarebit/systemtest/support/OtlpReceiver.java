package org.rarebit.systemtest.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/**
 * Receives what OpenTelemetry exports by OTLP, http/protobuf, on the loopback address. Reads what
 * the tests want to know of it. Thread-safe.
 */
public final class OtlpReceiver implements AutoCloseable {

  /**
   * A span, as far as it is read: see trace.proto of OpenTelemetry.
   *
   * @param parentId empty if it is the first one of its trace
   */
  public record Span(
      String scope, String traceId, String spanId, String parentId, String name, Kind kind) {}

  /** In the order of the protocol. */
  public enum Kind {
    UNSPECIFIED,
    INTERNAL,
    SERVER,
    CLIENT,
    PRODUCER,
    CONSUMER
  }

  private final HttpServer server;
  private final List<Span> spans = new CopyOnWriteArrayList<>();
  private final Set<String> metrics = ConcurrentHashMap.newKeySet();

  /** Listens from now on. */
  public OtlpReceiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::receive);
    server.start();
  }

  /** What exporters are told, without a path. */
  public String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Those that have come so far. */
  public List<Span> spans() {
    return List.copyOf(spans);
  }

  /** The names of metrics that have come so far. */
  public List<String> metrics() {
    return List.copyOf(metrics);
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = body(exchange);
      String path = exchange.getRequestURI().getPath();
      if (path.endsWith("/v1/traces")) {
        readSpans(body);
      } else if (path.endsWith("/v1/metrics")) {
        readMetrics(body);
      }
      exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1); // an empty response says that all was taken
    }
  }

  private static byte[] body(HttpExchange exchange) throws IOException {
    InputStream sent = exchange.getRequestBody();
    return "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
        ? new GZIPInputStream(sent).readAllBytes()
        : sent.readAllBytes();
  }

  /** ExportTraceServiceRequest: resource_spans 1, scope_spans 2, scope 1, its name 1, spans 2. */
  private void readSpans(byte[] body) {
    for (ProtoMessage resource : new ProtoMessage(body).messages(1)) {
      for (ProtoMessage scope : resource.messages(2)) {
        String name = scope.messages(1).stream().findFirst().map(first -> first.text(1)).orElse("");
        for (ProtoMessage span : scope.messages(2)) {
          spans.add(
              new Span(
                  name,
                  hex(span.bytes(1)),
                  hex(span.bytes(2)),
                  hex(span.bytes(4)),
                  span.text(5),
                  Kind.values()[(int) span.number(6)]));
        }
      }
    }
  }

  /** ExportMetricsServiceRequest: resource_metrics 1, scope_metrics 2, metrics 2, name 1. */
  private void readMetrics(byte[] body) {
    for (ProtoMessage resource : new ProtoMessage(body).messages(1)) {
      for (ProtoMessage scope : resource.messages(2)) {
        scope.messages(2).forEach(metric -> metrics.add(metric.text(1)));
      }
    }
  }

  private static String hex(byte[] id) {
    return HexFormat.of().formatHex(id);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  /** For readers of a failure. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    spans.forEach(span -> text.append(span).append('\n'));
    return text.append(metrics).toString();
  }

  static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
