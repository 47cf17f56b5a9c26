package org.rarebit.api;

/**
 * The client is capped to a version with which the request's is not compatible. Nothing was sent.
 * Remedy: test with {@link RpcClient#canSendVersion} and send what the capped version knows.
 *
 * @see <a
 *     href="https://docs.openstack.org/oslo.messaging/latest/reference/rpcclient.html">oslo_messaging
 *     rpc/client.py, RPCVersionCapError</a>
 */
public class VersionCapException extends MessagingException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param message the version and the cap
   */
  public VersionCapException(String message) {
    super(message, MayHaveRun.NO, null);
  }
}
