package org.rarebit.ra.broker;

import com.rabbitmq.client.MetricsCollector;
import com.rabbitmq.client.impl.AMQConnection;
import com.rabbitmq.client.impl.ChannelManager;
import com.rabbitmq.client.impl.ChannelN;
import com.rabbitmq.client.impl.ConnectionParams;
import com.rabbitmq.client.impl.ConsumerWorkService;
import com.rabbitmq.client.impl.FrameHandler;
import com.rabbitmq.client.observation.ObservationCollector;
import java.util.concurrent.ThreadFactory;

/** The client's connection, with {@link ClientChannel}s as its channels. Thread-safe. */
final class LinkConnection extends AMQConnection {

  LinkConnection(ConnectionParams params, FrameHandler socket, MetricsCollector metrics) {
    super(params, socket, metrics, ObservationCollector.NO_OP);
  }

  @Override
  protected ChannelManager instantiateChannelManager(int channelMax, ThreadFactory threads) {
    ChannelManager manager = new Channels(_workService, channelMax, threads, metricsCollector);
    configureChannelManager(manager);
    return manager;
  }

  private static final class Channels extends ChannelManager {

    Channels(
        ConsumerWorkService works,
        int channelMax,
        ThreadFactory threads,
        MetricsCollector metrics) {
      super(works, channelMax, threads, metrics, ObservationCollector.NO_OP);
    }

    @Override
    protected ChannelN instantiateChannel(
        AMQConnection connection, int number, ConsumerWorkService works) {
      return new ClientChannel((LinkConnection) connection, number, works, metricsCollector);
    }
  }
}
