package org.rarebit.testkit.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.Method;
import java.util.Map;

/**
 * Executes the exchange class of methods for one channel. Guarded by the virtual host's monitor.
 */
final class ExchangeMethods {
  private static final String RESERVED = "amq.";

  private final ChannelSession channel;

  ExchangeMethods(ChannelSession channel) {
    this.channel = channel;
  }

  /** False if the method is none that a client may send. */
  boolean execute(Method method) {
    if (method instanceof AMQP.Exchange.Declare declare) {
      declare(declare);
    } else if (method instanceof AMQP.Exchange.Delete delete) {
      delete(delete);
    } else if (method instanceof AMQP.Exchange.Bind bind) {
      vhost().bind(requireBindable(bind.getSource()), binding(bind.getDestination(), bind));
      reply(bind.getNowait(), new AMQImpl.Exchange.BindOk());
    } else if (method instanceof AMQP.Exchange.Unbind unbind) {
      unbind(unbind);
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

  private void declare(AMQP.Exchange.Declare declare) {
    String name = VirtualHost.withoutLineBreaks(declare.getExchange());
    requireNotDefault(name);
    if (declare.getPassive()) {
      vhost().exchange(name);
    } else {
      ExchangeState declared = stateOf(declare);
      ExchangeState existing = vhost().findExchange(name);
      if (existing != null) {
        existing.requireEquivalent(declared, vhost().describeExchange(name));
      } else {
        requireNotReserved(name);
        vhost().add(declared);
      }
    }
    reply(declare.getNowait(), new AMQImpl.Exchange.DeclareOk());
  }

  private AmqpException unknownType(String text) {
    return vhost().version().isAtLeast(RabbitMqVersion.V4_0)
        ? AmqpException.preconditionFailed(text)
        : AmqpException.commandInvalid(text);
  }

  private ExchangeState stateOf(AMQP.Exchange.Declare declare) {
    ExchangeType type =
        ExchangeType.named(declare.getType())
            .orElseThrow(() -> unknownType("unknown exchange type '" + declare.getType() + "'"));
    Map<String, Object> arguments = VirtualHost.tableOf(declare.getArguments());
    String alternate =
        ArgumentReader.exchange(
            arguments,
            Equivalence.ALTERNATE_EXCHANGE,
            vhost().describeExchange(declare.getExchange()));
    return new ExchangeState(
        VirtualHost.withoutLineBreaks(declare.getExchange()),
        type,
        declare.getDurable(),
        declare.getAutoDelete(),
        declare.getInternal(),
        alternate,
        arguments);
  }

  private void delete(AMQP.Exchange.Delete delete) {
    String name = VirtualHost.withoutLineBreaks(delete.getExchange());
    requireNotDefault(name);
    requireNotReserved(name);
    ExchangeState existing = vhost().findExchange(name);
    if (existing != null) {
      if (delete.getIfUnused() && !existing.bindings().isEmpty()) {
        throw AmqpException.preconditionFailed(vhost().describeExchange(name) + " in use");
      }
      vhost().delete(existing);
    }
    reply(delete.getNowait(), new AMQImpl.Exchange.DeleteOk());
  }

  private Binding binding(String destination, AMQP.Exchange.Bind bind) {
    requireBindable(destination);
    Map<String, Object> arguments = VirtualHost.tableOf(bind.getArguments());
    return new Binding(destination, false, bind.getRoutingKey(), arguments);
  }

  private ExchangeState requireBindable(String name) {
    requireNotDefault(name);
    return vhost().exchange(name);
  }

  private void unbind(AMQP.Exchange.Unbind unbind) {
    requireNotDefault(unbind.getSource());
    requireNotDefault(unbind.getDestination());
    ExchangeState source = vhost().findExchange(unbind.getSource());
    if (source != null) {
      Map<String, Object> arguments = VirtualHost.tableOf(unbind.getArguments());
      vhost()
          .unbind(
              source,
              new Binding(unbind.getDestination(), false, unbind.getRoutingKey(), arguments));
    }
    reply(unbind.getNowait(), new AMQImpl.Exchange.UnbindOk());
  }

  private static void requireNotDefault(String name) {
    if (name.isEmpty()) {
      throw AmqpException.accessRefused("operation not permitted on the default exchange");
    }
  }

  private static void requireNotReserved(String name) {
    if (name.startsWith(RESERVED)) {
      throw AmqpException.accessRefused(
          "exchange name '" + name + "' contains reserved prefix 'amq.*'");
    }
  }
}
