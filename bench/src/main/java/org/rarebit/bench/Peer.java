package org.rarebit.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What is compared. */
enum Peer {
  /** The yardstick: RabbitMQ's client by hand, in oslo.messaging's format, on both sides. */
  RAW("raw", Kind.PLAIN, Kind.PLAIN),
  /** Spring AMQP, its own format. */
  SPRING("spring", Kind.PLAIN, Kind.PLAIN),
  /** Python's oslo.messaging. */
  OSLO("oslo", Kind.PYTHON, Kind.PYTHON),
  /** RabbitMQ's client with its RpcClient and RpcServer, no format. */
  RPC_CLIENT("rpcclient", Kind.PLAIN, Kind.PLAIN),
  /** The adapter in plain Java. */
  RAREBIT("rarebit-se", Kind.PLAIN, Kind.PLAIN),
  /** The adapter in Payara, callers and servers in two JVMs. */
  SERVER("rarebit-payara", Kind.PAYARA, Kind.PAYARA),
  /** The adapter in Payara, callers and servers in one JVM. */
  ONE_SERVER("rarebit-payara-1", Kind.PAYARA, Kind.NONE),
  /** The adapter in plain Java with the jar for OpenTelemetry, and no OpenTelemetry. */
  TELEMETRY_OFF("rarebit-se-off", Kind.PLAIN, Kind.PLAIN),
  /** The same with OpenTelemetry's metrics. */
  METRICS("rarebit-se-metrics", Kind.PLAIN, Kind.PLAIN),
  /** The same with OpenTelemetry's traces, of which one in a hundred is recorded. */
  TRACED("rarebit-se-traced", Kind.PLAIN, Kind.PLAIN),
  /** Another build of the adapter in plain Java. */
  BASE("rarebit-se-base", Kind.PLAIN, Kind.PLAIN);

  /** What a side of a peer runs in. */
  enum Kind {
    /** Java without a container. */
    PLAIN,
    /** Python. */
    PYTHON,
    /** Payara Embedded. */
    PAYARA,
    /** The other side's process. */
    NONE
  }

  /** What the figures are divided by. */
  static final Peer YARDSTICK = RAW;

  /** What is measured beside {@link #RAREBIT} alone: what observing it costs. */
  static final List<Peer> OBSERVED = List.of(TELEMETRY_OFF, METRICS, TRACED);

  /** The others, which are measured unless somebody says otherwise. */
  static final List<Peer> USUAL =
      Arrays.stream(values()).filter(peer -> peer != BASE && !OBSERVED.contains(peer)).toList();

  private final String label;
  private final Kind client;
  private final Kind server;

  Peer(String label, Kind client, Kind server) {
    this.label = label;
    this.client = client;
    this.server = server;
  }

  String label() {
    return label;
  }

  Kind client() {
    return client;
  }

  Kind server() {
    return server;
  }

  String topic() {
    return "rarebit_bench_" + name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a list.
   *
   * @throws IllegalArgumentException if there is no such peer
   */
  static List<Peer> parse(String labels) {
    List<Peer> peers = new ArrayList<>();
    for (String label : labels.split(",", -1)) {
      peers.add(
          Arrays.stream(values())
              .filter(peer -> peer.label.equals(label))
              .findAny()
              .orElseThrow(
                  () -> new IllegalArgumentException("There is no peer \"" + label + "\".")));
    }
    return peers;
  }
}
