package org.rarebit.ra.broker;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.impl.StrictExceptionHandler;
import java.lang.System.Logger.Level;

/**
 * What the client cannot tell a caller goes to our log at DEBUG: lost connections are reported
 * once, by the link's shutdown listener. A callback of ours that throws closes its channel, as the
 * base class does: better a lost channel, which is recovered, than a lost message.
 */
final class QuietExceptionHandler extends StrictExceptionHandler {

  private static final System.Logger LOG = System.getLogger(QuietExceptionHandler.class.getName());

  @Override
  protected void log(String message, Throwable e) {
    LOG.log(Level.DEBUG, message, e);
  }

  @Override
  public void handleUnexpectedConnectionDriverException(Connection connection, Throwable e) {
    log("connection " + connection + " broke", e);
  }

  @Override
  protected void handleChannelKiller(Channel channel, Throwable e, String what) {
    LOG.log(Level.ERROR, what + " of the adapter threw; its channel is closed", e);
    super.handleChannelKiller(channel, e, what);
  }
}
