package org.rarebit.ra.broker;

import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.impl.FrameHandler;
import com.rabbitmq.client.impl.FrameHandlerFactory;
import java.io.IOException;

/** Connects once, with gathered writes. For one thread. */
final class GatheringConnectionFactory extends ConnectionFactory {

  private GatheredWrites writes; // null before it has connected

  @Override
  protected synchronized FrameHandlerFactory createFrameHandlerFactory() throws IOException {
    FrameHandlerFactory sockets = super.createFrameHandlerFactory();
    return (address, name) -> gather(sockets.create(address, name));
  }

  private synchronized GatheredWrites gather(FrameHandler socket) {
    writes = new GatheredWrites(socket);
    return writes;
  }

  /** Those of the connection that was made. */
  synchronized GatheredWrites writes() {
    return writes;
  }
}
