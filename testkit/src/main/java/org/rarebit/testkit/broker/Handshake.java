package org.rarebit.testkit.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.AMQCommand;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.LongStringHelper;
import com.rabbitmq.client.impl.Method;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The opening of a connection, from the protocol header to connection.open. */
final class Handshake {
  private static final byte[] PROTOCOL_HEADER = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};
  private static final byte[] AMQP_1_0_WITH_SASL = {'A', 'M', 'Q', 'P', 3, 1, 0, 0};
  private static final String[] CAPABILITIES = {
    "publisher_confirms",
    "exchange_exchange_bindings",
    "basic.nack",
    "consumer_cancel_notify",
    "connection.blocked",
    "consumer_priorities",
    "authentication_failure_close",
    "per_consumer_qos",
    "direct_reply_to"
  };

  /** What both sides agreed on. */
  record Agreed(
      ClientInfo client,
      String user,
      VirtualHost vhost,
      int heartbeatSeconds,
      int frameMax,
      int channelMax) {}

  /**
   * A client that is turned away without a word, as the specification wants it for all errors
   * before connection.open.
   */
  static final class TurnedAwayException extends IOException {
    private static final long serialVersionUID = 1L;

    TurnedAwayException(String reason) {
      super(reason);
    }
  }

  private final DataInputStream in;
  private final FrameWriter writer;
  private final BrokerSettings settings;
  private final Function<String, VirtualHost> vhosts;

  Handshake(
      DataInputStream in,
      FrameWriter writer,
      BrokerSettings settings,
      Function<String, VirtualHost> vhosts) {
    this.in = in;
    this.writer = writer;
    this.settings = settings;
    this.vhosts = vhosts;
  }

  /** Whether the client speaks AMQP 0-9-1; blocks until it has said so. */
  boolean readProtocolHeader() throws IOException {
    return Arrays.equals(in.readNBytes(PROTOCOL_HEADER.length), PROTOCOL_HEADER);
  }

  /** What a client begins with. */
  static byte[] protocolHeader() {
    return PROTOCOL_HEADER.clone();
  }

  /** What a client is sent that speaks something else: which protocol it could speak. */
  byte[] otherProtocol() {
    return settings.version().isAtLeast(RabbitMqVersion.V4_0)
        ? AMQP_1_0_WITH_SASL.clone()
        : protocolHeader();
  }

  /**
   * Negotiates; blocks until the client wants to open a virtual host. The connection.open-ok is
   * left to the caller.
   *
   * @throws AmqpException if the client is to be told: a wrong password, an unknown virtual host
   * @throws TurnedAwayException if the connection is to be closed without a word
   */
  Agreed negotiate() throws IOException {
    writer.send(command(start()));
    AMQP.Connection.StartOk startOk = read(AMQP.Connection.StartOk.class);
    ClientInfo client = ClientInfo.of(VirtualHost.tableOf(startOk.getClientProperties()));
    String user = logIn(startOk, client);
    writer.send(
        command(
            new AMQImpl.Connection.Tune(
                settings.channelMax(), BrokerSettings.FRAME_MAX, settings.heartbeatSeconds())));
    AMQP.Connection.TuneOk tuneOk = read(AMQP.Connection.TuneOk.class);
    int frameMax = frameMax(tuneOk);
    requireInRange("channel_max", tuneOk.getChannelMax(), 1, settings.channelMax());
    writer.tune(frameMax, tuneOk.getHeartbeat() * 1000L / 2);
    VirtualHost vhost = open(read(AMQP.Connection.Open.class).getVirtualHost());
    return new Agreed(client, user, vhost, tuneOk.getHeartbeat(), frameMax, tuneOk.getChannelMax());
  }

  private Method start() {
    Map<String, Object> capabilities = new LinkedHashMap<>();
    for (String capability : CAPABILITIES) {
      capabilities.put(capability, true);
    }
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("product", "Rarebit embedded broker");
    properties.put("version", settings.version().toString());
    properties.put("information", "A test double in memory. Not for production.");
    properties.put("platform", "Java " + Runtime.version().feature());
    properties.put("capabilities", capabilities);
    return new AMQImpl.Connection.Start(
        0,
        9,
        properties,
        LongStringHelper.asLongString(Login.MECHANISMS),
        LongStringHelper.asLongString("en_US"));
  }

  private String logIn(AMQP.Connection.StartOk startOk, ClientInfo client) throws IOException {
    Login login = Login.read(startOk.getMechanism(), startOk.getResponse());
    if (settings.accepts(login)) {
      return login.user();
    }
    if (!client.authenticationFailureClose()) {
      throw new TurnedAwayException("login refused");
    }
    throw AmqpException.accessRefused(
        "Login was refused using authentication mechanism "
            + startOk.getMechanism()
            + ". For details see the broker logfile.");
  }

  private static int frameMax(AMQP.Connection.TuneOk tuneOk) throws TurnedAwayException {
    int asked = tuneOk.getFrameMax();
    requireInRange("frame_max", asked, BrokerSettings.FRAME_MIN, BrokerSettings.FRAME_MAX);
    return asked;
  }

  // 0 would mean "no limit"
  private static void requireInRange(String limit, int asked, int least, int most)
      throws TurnedAwayException {
    if (asked < least || asked > most) {
      throw new TurnedAwayException(
          "the client asked for %s %d, which is not from %d to %d"
              .formatted(limit, asked, least, most));
    }
  }

  private VirtualHost open(String name) {
    VirtualHost vhost = vhosts.apply(name);
    if (vhost == null) {
      throw AmqpException.notAllowed("vhost " + name + " not found");
    }
    return vhost;
  }

  private <T> T read(Class<T> expected) throws IOException {
    while (true) {
      Frame frame = Frame.readFrom(in, () -> BrokerSettings.FRAME_MAX);
      if (frame == null) {
        throw new TurnedAwayException("the client took too long to log in");
      }
      if (frame.getType() == AMQP.FRAME_HEARTBEAT) {
        continue;
      }
      AMQCommand command = new AMQCommand();
      boolean isMethod = frame.getType() == AMQP.FRAME_METHOD && frame.getChannel() == 0;
      if (!isMethod || !command.handleFrame(frame)) {
        throw new TurnedAwayException("expected " + expected.getName());
      }
      Method method = command.getMethod();
      if (!expected.isInstance(method)) {
        throw new TurnedAwayException(
            "expected %s, got %s".formatted(expected.getName(), method.protocolMethodName()));
      }
      return expected.cast(method);
    }
  }

  private static Outgoing command(Method method) {
    return new Outgoing(0, method, null);
  }
}
