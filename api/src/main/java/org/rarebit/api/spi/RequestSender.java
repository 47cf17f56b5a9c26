package org.rarebit.api.spi;

import java.lang.reflect.Type;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.rarebit.api.MessagingException;
import org.rarebit.api.RpcRequest;

/**
 * What a client does with its requests, for implementations of {@link org.rarebit.api.RpcClient}.
 * The options of the request go before the client's own.
 */
public interface RequestSender {

  /**
   * Calls and waits.
   *
   * @param request what is called, and how
   * @param resultType what the result is to be read as
   * @return the result
   * @throws MessagingException as {@link RpcRequest#call()} says
   */
  @Nullable Object call(RpcRequest request, Type resultType);

  /**
   * Calls and does not wait.
   *
   * @param request what is called, and how
   * @param resultType what the result is to be read as
   * @return completes with the result or a {@link MessagingException}; cancelling it ends the call
   */
  CompletableFuture<@Nullable Object> callAsync(RpcRequest request, Type resultType);

  /**
   * Sends, and waits for no answer.
   *
   * @param request what is called, and how
   * @throws MessagingException as {@link RpcRequest#cast()} says
   */
  void cast(RpcRequest request);

  /**
   * Sends to every server of the topic, and waits for no answer.
   *
   * @param request what is called, and how
   * @throws MessagingException as {@link RpcRequest#cast()} says
   */
  void fanout(RpcRequest request);
}
