package org.rarebit.testkit.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.Method;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;

/** Executes the queue class of methods for one channel. Guarded by the virtual host's monitor. */
final class QueueMethods {
  private static final String RESERVED = "amq.";

  private final ChannelSession channel;
  private String lastDeclared; // what the empty name means on this channel; null before any

  QueueMethods(ChannelSession channel) {
    this.channel = channel;
  }

  /** False if the method is none that a client may send. */
  boolean execute(Method method) {
    if (method instanceof AMQP.Queue.Declare declare) {
      declare(declare);
    } else if (method instanceof AMQP.Queue.Delete delete) {
      delete(delete);
    } else if (method instanceof AMQP.Queue.Bind bind) {
      bind(bind);
    } else if (method instanceof AMQP.Queue.Unbind unbind) {
      unbind(unbind);
    } else if (method instanceof AMQP.Queue.Purge purge) {
      int count = accessible(purge.getQueue()).purge();
      reply(purge.getNowait(), new AMQImpl.Queue.PurgeOk(count));
    } else {
      return false;
    }
    return true;
  }

  private VirtualHost vhost() {
    return channel.vhost();
  }

  private void reply(boolean nowait, Method reply) {
    if (!nowait) {
      channel.send(reply);
    }
  }

  /** The name meant: the empty one is that of the queue last declared on this channel. */
  String resolve(String name) {
    if (!name.isEmpty()) {
      return name;
    }
    if (lastDeclared == null) {
      throw AmqpException.notFound("no previously declared queue");
    }
    return lastDeclared;
  }

  /**
   * The queue of this name.
   *
   * @throws AmqpException 404 if there is none, 405 if another connection owns it
   */
  QueueState accessible(String name) {
    QueueState queue = vhost().queue(resolve(name));
    if (queue.owner() != null && queue.owner() != channel.connection()) {
      throw locked(queue.name());
    }
    if (queue.isStalled()) {
      throw new StalledQueueException();
    }
    return queue;
  }

  private AmqpException locked(String name) {
    return new AmqpException(
        ReplyCode.RESOURCE_LOCKED,
        "cannot obtain exclusive access to locked "
            + vhost().describeQueue(name)
            + ". It could be originally declared on another connection or the exclusive property"
            + " value does not match that of the original declaration.");
  }

  private void declare(AMQP.Queue.Declare declare) {
    if (declare.getPassive()) {
      declarePassive(declare);
      return;
    }
    String name = VirtualHost.withoutLineBreaks(declare.getQueue());
    if (name.startsWith(RESERVED)) {
      throw AmqpException.accessRefused(
          "queue name '" + name + "' contains reserved prefix 'amq.*'");
    }
    QueueState queue = name.isEmpty() ? null : vhost().findQueue(name);
    if (queue == null) {
      queue = create(declare, name.isEmpty() ? generatedName() : name);
      vhost().add(queue);
    } else if (queue.isStalled()) {
      throw new StalledQueueException();
    } else {
      requireEquivalent(queue, declare);
      queue.touch();
    }
    declared(queue, declare.getNowait());
  }

  private void declarePassive(AMQP.Queue.Declare declare) {
    String name = resolve(VirtualHost.withoutLineBreaks(declare.getQueue()));
    if (name.equals(DirectReplies.QUEUE) || DirectReplies.isAddress(name)) {
      boolean open = name.equals(DirectReplies.QUEUE) || vhost().directReplies().isOpen(name);
      if (!open) {
        throw AmqpException.notFound("no " + vhost().describeQueue(name));
      }
      reply(declare.getNowait(), new AMQImpl.Queue.DeclareOk(name, 0, 1));
      return;
    }
    QueueState queue = accessible(name);
    queue.touch();
    declared(queue, declare.getNowait());
  }

  private void declared(QueueState queue, boolean nowait) {
    lastDeclared = queue.name();
    reply(
        nowait,
        new AMQImpl.Queue.DeclareOk(queue.name(), queue.readyCount(), queue.consumerCount()));
  }

  private QueueState create(AMQP.Queue.Declare declare, String name) {
    String described = vhost().describeQueue(name);
    QueueArguments arguments =
        QueueArguments.parse(VirtualHost.tableOf(declare.getArguments()), described);
    arguments
        .type()
        .requireSupported(
            declare.getDurable(), declare.getExclusive(), declare.getAutoDelete(), described);
    return new QueueState(
        vhost(),
        name,
        declare.getDurable(),
        declare.getAutoDelete(),
        declare.getExclusive() ? channel.connection() : null,
        arguments);
  }

  private void requireEquivalent(QueueState queue, AMQP.Queue.Declare declare) {
    ConnectionSession owner = declare.getExclusive() ? channel.connection() : null;
    if (queue.owner() != owner) {
      throw locked(queue.name());
    }
    String described = vhost().describeQueue(queue.name());
    Equivalence.require("durable", described, queue.isDurable(), declare.getDurable());
    Equivalence.require("auto_delete", described, queue.isAutoDelete(), declare.getAutoDelete());
    queue.arguments().requireEquivalent(VirtualHost.tableOf(declare.getArguments()), described);
  }

  private static String generatedName() {
    UUID random = UUID.randomUUID();
    byte[] bytes =
        ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(random.getMostSignificantBits())
            .putLong(random.getLeastSignificantBits())
            .array();
    return "amq.gen-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private void delete(AMQP.Queue.Delete delete) {
    int count = 0;
    String name = resolve(VirtualHost.withoutLineBreaks(delete.getQueue()));
    if (vhost().findQueue(name) != null) {
      QueueState queue = accessible(name);
      if (delete.getIfUnused() && queue.consumerCount() > 0) {
        throw AmqpException.preconditionFailed(vhost().describeQueue(name) + " in use");
      }
      if (delete.getIfEmpty() && queue.readyCount() + queue.unackedCount() > 0) {
        throw AmqpException.preconditionFailed(vhost().describeQueue(name) + " not empty");
      }
      count = queue.readyCount();
      vhost().delete(queue);
    }
    reply(delete.getNowait(), new AMQImpl.Queue.DeleteOk(count));
  }

  private void bind(AMQP.Queue.Bind bind) {
    requireNotDefault(bind.getExchange());
    QueueState queue = accessible(VirtualHost.withoutLineBreaks(bind.getQueue()));
    ExchangeState source = vhost().exchange(VirtualHost.withoutLineBreaks(bind.getExchange()));
    Map<String, Object> arguments = VirtualHost.tableOf(bind.getArguments());
    if (source.type() == ExchangeType.HEADERS) {
      HeadersMatch.requireMode(arguments);
    }
    vhost()
        .bind(
            source,
            binding(queue.name(), bind.getQueue().isEmpty(), bind.getRoutingKey(), arguments));
    reply(bind.getNowait(), new AMQImpl.Queue.BindOk());
  }

  private void unbind(AMQP.Queue.Unbind unbind) {
    requireNotDefault(unbind.getExchange());
    String queue = resolve(VirtualHost.withoutLineBreaks(unbind.getQueue()));
    ExchangeState source =
        vhost().findExchange(VirtualHost.withoutLineBreaks(unbind.getExchange()));
    if (vhost().findQueue(queue) != null && source != null) {
      accessible(queue);
      Map<String, Object> arguments = VirtualHost.tableOf(unbind.getArguments());
      vhost()
          .unbind(
              source,
              binding(queue, unbind.getQueue().isEmpty(), unbind.getRoutingKey(), arguments));
    }
    channel.send(new AMQImpl.Queue.UnbindOk());
  }

  // with neither queue nor key named, the key is the queue's name, too
  private static Binding binding(
      String queue, boolean unnamed, String key, Map<String, Object> arguments) {
    return new Binding(queue, true, unnamed && key.isEmpty() ? queue : key, arguments);
  }

  private static void requireNotDefault(String exchange) {
    if (exchange.isEmpty()) {
      throw AmqpException.accessRefused("operation not permitted on the default exchange");
    }
  }
}
