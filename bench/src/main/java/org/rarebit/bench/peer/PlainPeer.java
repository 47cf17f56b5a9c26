package org.rarebit.bench.peer;

import org.rarebit.bench.load.CallingSide;

/** The peers that need nothing but Java. */
public enum PlainPeer {
  /** RabbitMQ's client by hand, in oslo.messaging's format. */
  RAW,
  /** RabbitMQ's client with its own RpcClient and RpcServer. */
  RPC_CLIENT,
  /** Spring AMQP. */
  SPRING,
  /** The adapter without a container. */
  RAREBIT,
  /** The same with the jar for OpenTelemetry, and no OpenTelemetry. */
  TELEMETRY_OFF,
  /** The same with OpenTelemetry's metrics. */
  METRICS,
  /** The same with OpenTelemetry's traces, of which one in a hundred is recorded. */
  TRACED,
  /** Another build of the adapter, which the class path has before this one. */
  BASE;

  /** Sets up the process, which is a peer's one side. */
  void begin() {
    switch (this) {
      case METRICS -> Observation.ofMetrics();
      case TRACED -> Observation.ofTraces();
      case RAW, RPC_CLIENT, SPRING, RAREBIT, TELEMETRY_OFF, BASE -> {
        // nobody observes
      }
    }
  }

  /** Connects who calls. */
  CallingSide callingSide(String url) throws Exception {
    return switch (this) {
      case RAW -> new RawCallingSide(url);
      case RPC_CLIENT -> new RpcClientCallingSide(url);
      case SPRING -> new SpringCallingSide(url);
      case RAREBIT, TELEMETRY_OFF, METRICS, TRACED, BASE -> new RarebitCallingSide(url);
    };
  }

  /** Starts who answers; to be closed. */
  AnsweringSide server(String url, String topic) throws Exception {
    return switch (this) {
      case RAW -> new RawServer(url, topic);
      case RPC_CLIENT -> new RpcServerServer(url, topic);
      case SPRING -> new SpringServer(url, topic);
      case RAREBIT, TELEMETRY_OFF, METRICS, TRACED, BASE -> new RarebitServer(url, topic);
    };
  }
}
