package org.rarebit.testkit.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.MalformedFrameException;
import com.rabbitmq.client.UnexpectedFrameError;
import com.rabbitmq.client.UnknownClassOrMethodId;
import com.rabbitmq.client.impl.AMQCommand;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.Method;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A client's connection: its {@link #run()} is the reading thread, which executes the client's
 * commands under the virtual host's monitor; a {@link FrameWriter} is the sending one.
 */
final class ConnectionSession implements Runnable {
  private static final System.Logger LOG = System.getLogger(ConnectionSession.class.getName());

  /** How long a client may take to log in, or to answer a connection.close. */
  private static final int PATIENCE_MILLIS = 5_000;

  /** How long a closed connection may take to get rid of what it has to say. */
  private static final int FLUSH_MILLIS = 1_000;

  private static final int BUFFER = 64 << 10;

  private final Socket socket;
  private final DataInputStream in;
  private final FrameWriter writer;
  private final Thread writerThread;
  private final Handshake handshake;
  private final Connections connections;
  private final FaultState faults;
  private volatile Handshake.Agreed agreed; // null during the handshake
  private volatile boolean closing; // a connection.close was sent: all but its answer is ignored
  private final AtomicInteger newSecrets = new AtomicInteger();
  private volatile boolean publishes;
  private final Channels channels = new Channels(this); // guarded by the vhost

  ConnectionSession(
      Socket socket,
      BrokerSettings settings,
      Map<String, VirtualHost> vhosts,
      Connections connections,
      FaultState faults)
      throws IOException {
    this.socket = socket;
    this.connections = connections;
    this.faults = faults;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER));
    writer = new FrameWriter(socket.getOutputStream(), this::roomAgain);
    writerThread = new Thread(writer, "rarebit-broker-writer-" + socket.getPort());
    writerThread.setDaemon(true);
    handshake = new Handshake(in, writer, settings, vhosts::get);
  }

  /** The client's port: the connection's name where the client gave none. */
  int clientPort() {
    return socket.getPort();
  }

  FrameWriter writer() {
    return writer;
  }

  FaultState faults() {
    return faults;
  }

  int channelMax() {
    return agreed.channelMax();
  }

  ClientInfo client() {
    return agreed.client();
  }

  String user() {
    return agreed.user();
  }

  VirtualHost vhost() {
    return agreed.vhost();
  }

  boolean isOpen() {
    return agreed != null;
  }

  ConnectionInfo info() {
    synchronized (vhost()) {
      return new ConnectionInfo(
          client().name(),
          user(),
          vhost().name(),
          clientPort(),
          channels.count(),
          newSecrets.get());
    }
  }

  @Override
  public void run() {
    try {
      if (!handshake.readProtocolHeader()) {
        refuseProtocol();
        return;
      }
      writerThread.start();
      open();
      while (readCommand()) {
        writer.awaitRoom();
      }
    } catch (IOException gone) {
      LOG.log(Level.DEBUG, () -> "connection from port " + clientPort() + " is gone: " + gone);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      end();
    }
  }

  private void refuseProtocol() throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(handshake.otherProtocol());
    out.flush();
  }

  private void open() throws IOException {
    try {
      Handshake.Agreed result = handshake.negotiate();
      // two heartbeats missed, and the client is taken for dead
      socket.setSoTimeout(result.heartbeatSeconds() * 2_000);
      agreed = result;
      connections.opened(this);
      send(new AMQImpl.Connection.OpenOk("")); // now that whoever waits for it is counted
    } catch (AmqpException refused) {
      closeWith(refused);
    }
  }

  /** Reads a frame and executes the command it completes; false when the connection is over. */
  private boolean readCommand() throws IOException, InterruptedException {
    try {
      Frame frame = Frame.readFrom(in, this::frameMax);
      if (frame == null) {
        LOG.log(Level.DEBUG, () -> "nothing was heard from port " + clientPort() + " in time");
        return false;
      }
      if (frame.getType() == AMQP.FRAME_HEARTBEAT) {
        return true;
      }
      if (frame.getChannel() == 0) {
        return readConnectionMethod(frame);
      }
      if (!closing && isOpen()) {
        readChannelFrame(frame);
      }
    } catch (AmqpException refused) {
      closeWith(refused);
    } catch (MalformedFrameException e) {
      closeWith(new AmqpException(ReplyCode.FRAME_ERROR, e.getMessage()));
    } catch (UnexpectedFrameError e) {
      closeWith(new AmqpException(ReplyCode.UNEXPECTED_FRAME, e.getMessage()));
    } catch (UnknownClassOrMethodId e) {
      closeWith(AmqpException.commandInvalid(e.toString()));
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "embedded broker: a command could not be executed", e);
      closeWith(new AmqpException(ReplyCode.INTERNAL_ERROR, e.toString()));
    }
    return true;
  }

  private int frameMax() {
    return isOpen() ? agreed.frameMax() : BrokerSettings.FRAME_MAX;
  }

  private boolean readConnectionMethod(Frame frame) throws IOException {
    AMQCommand command = new AMQCommand();
    Method method = command.handleFrame(frame) ? command.getMethod() : null;
    if (method instanceof AMQP.Connection.CloseOk) {
      return false;
    }
    if (method instanceof AMQP.Connection.Close) {
      release();
      send(new AMQImpl.Connection.CloseOk());
      return false;
    }
    if (!closing) {
      if (!(method instanceof AMQP.Connection.UpdateSecret)) {
        throw AmqpException.commandInvalid("unexpected method on channel 0: " + method);
      }
      synchronized (vhost()) {
        newSecrets.incrementAndGet();
        vhost().changed();
      }
      send(new AMQImpl.Connection.UpdateSecretOk());
    }
    return true;
  }

  private void readChannelFrame(Frame frame) throws IOException, InterruptedException {
    if (frame.getType() == AMQP.FRAME_HEADER) {
      publishes = true;
      faults.alarm().awaitCleared(this);
    }
    synchronized (vhost()) {
      channels.accept(frame);
    }
  }

  /** Whether the client has ever begun to publish: only such a one is blocked by an alarm. */
  boolean publishes() {
    return publishes;
  }

  /** Whether it makes no sense to wait for this connection any more. */
  boolean isEnding() {
    return closing || socket.isClosed();
  }

  private void send(Method method) {
    writer.send(new Outgoing(0, method, null));
  }

  /** Tells a client that asked for it that it is blocked. */
  void sendBlocked(String reason) {
    if (client().connectionBlocked()) {
      send(new AMQImpl.Connection.Blocked(reason));
    }
  }

  void sendUnblocked() {
    if (client().connectionBlocked()) {
      send(new AMQImpl.Connection.Unblocked());
    }
  }

  /** Sends connection.close; the connection ends when the client answers, or after a while. */
  void closeWith(AmqpException reason) {
    closing = true;
    release();
    send(
        new AMQImpl.Connection.Close(
            reason.code().code(), reason.getMessage(), reason.classId(), reason.methodId()));
    if (isOpen()) {
      synchronized (vhost()) {
        vhost().at(vhost().now() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS), this::drop);
      }
    }
  }

  /** Closes the socket without a word, as a broken network or a killed broker would. */
  void drop() {
    closing = true;
    release();
    writer.finish();
    try {
      socket.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "socket did not close cleanly", e);
    }
  }

  /** The writer has room again: consumers that got nothing in the meantime get their share. */
  private void roomAgain() {
    if (isOpen()) {
      synchronized (vhost()) {
        channels.dispatch();
      }
    }
  }

  /** With the virtual host's monitor held. */
  void forget(ChannelSession channel) {
    channels.forget(channel);
    vhost().changed();
  }

  /** Gives back everything that the connection holds. Twice is harmless. */
  private void release() {
    if (!isOpen()) {
      return;
    }
    synchronized (vhost()) {
      if (channels.release()) {
        connections.closed(this);
        vhost().deleteExclusiveQueuesOf(this);
        vhost().changed();
      }
    }
  }

  private void end() {
    release();
    writer.finish();
    try (socket) {
      writerThread.join(FLUSH_MILLIS); // it may have a close-ok to send yet
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "socket did not close cleanly", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      connections.ended(this);
    }
  }
}
