package org.rarebit.bench.beans;

import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;

/**
 * Does what beans do: takes a connection from the container's pool, uses it, gives it back. One
 * bean for all callers, so that the container's pool of beans is not measured.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Caller {

  @Resource(lookup = "java:app/rarebit/rpc")
  private RpcConnectionFactory rpc;

  /** For the container. */
  public Caller() {}

  /**
   * Calls and waits.
   *
   * @param topic whom to call
   * @param text what to send
   * @return what came back
   * @throws Exception what made the call fail
   */
  public String echo(String topic, String text) throws Exception {
    try (RpcConnection connection = rpc.getConnection()) {
      return connection
          .client(Target.topic(topic))
          .call("echo", Map.of("text", text), String.class);
    }
  }

  /**
   * Calls and does not wait.
   *
   * @param topic whom to call
   * @param text what to send
   * @return completes with what came back
   * @throws Exception what made the publish fail
   */
  public CompletionStage<String> echoAsync(String topic, String text) throws Exception {
    try (RpcConnection connection = rpc.getConnection()) {
      return connection
          .client(Target.topic(topic))
          .callAsync("echo", Map.of("text", text), String.class);
    }
  }

  /**
   * Casts, each confirmed by the broker.
   *
   * @param topic whom to cast to
   * @param text what to send
   * @throws Exception what made the cast fail
   */
  public void cast(String topic, String text) throws Exception {
    try (RpcConnection connection = rpc.getConnection()) {
      connection.client(Target.topic(topic)).cast("echo", Map.of("text", text));
    }
  }

  /**
   * Casts in one transaction: they leave, and are confirmed, with its commit.
   *
   * @param topic whom to cast to
   * @param text what to send
   * @param count how many
   * @throws Exception what made a cast fail
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public void castAll(String topic, String text, int count) throws Exception {
    try (RpcConnection connection = rpc.getConnection()) {
      var client = connection.client(Target.topic(topic));
      for (int i = 0; i < count; i++) {
        client.cast("echo", Map.of("text", text));
      }
    }
  }
}
