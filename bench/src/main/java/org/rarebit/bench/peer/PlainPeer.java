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
  RAREBIT;

  /** Connects who calls. */
  CallingSide callingSide(String url) throws Exception {
    return switch (this) {
      case RAW -> new RawCallingSide(url);
      case RPC_CLIENT -> new RpcClientCallingSide(url);
      case SPRING -> new SpringCallingSide(url);
      case RAREBIT -> new RarebitCallingSide(url);
    };
  }

  /** Starts who answers; to be closed. */
  AnsweringSide server(String url, String topic) throws Exception {
    return switch (this) {
      case RAW -> new RawServer(url, topic);
      case RPC_CLIENT -> new RpcServerServer(url, topic);
      case SPRING -> new SpringServer(url, topic);
      case RAREBIT -> new RarebitServer(url, topic);
    };
  }
}
