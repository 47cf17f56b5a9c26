package org.rarebit.ra;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.Method;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands between an adapter and a broker and notes the AMQP methods that the adapter sends, those
 * of all its connections in the order of their arrival, as {@link MethodText} writes them.
 * Thread-safe.
 */
final class MethodTap implements AutoCloseable {

  private static final int HEADER_BYTES = 8;
  private static final int METHOD = 1;
  private static final int CONTENT_HEADER = 2;

  private final int brokerPort;
  private final ServerSocket door;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private volatile boolean isCut;
  private volatile Class<?> cutsAt; // null: at none
  private final List<String> sent = new ArrayList<>(); // guarded by this
  private int barriers; // guarded by this

  MethodTap(int brokerPort) throws IOException {
    this.brokerPort = brokerPort;
    this.door = new ServerSocket(0, 50, loopback());
    start("tap-door", this::accept);
  }

  /** Never ::1, which the JVM may prefer for "localhost". */
  private static InetAddress loopback() throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }

  String url() {
    return "rabbit://guest:guest@127.0.0.1:" + door.getLocalPort() + "/";
  }

  /** Breaks all connections and lets no new one through. */
  void cut() {
    isCut = true;
    closeAll(sockets);
  }

  /** Breaks all connections when the adapter sends this method, which does not arrive. */
  void cutAt(Class<?> method) {
    cutsAt = method;
  }

  /** Lets connections through again. */
  void mend() {
    isCut = false;
  }

  /** What was sent up to now. */
  synchronized List<String> sent() {
    return List.copyOf(sent);
  }

  /** How many questions were asked that are for their place among the others alone. */
  synchronized int barriers() {
    return barriers;
  }

  /** Forgets what was sent. */
  synchronized void clear() {
    sent.clear();
    barriers = 0;
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        connect(door.accept());
      } catch (IOException e) {
        // the tap is closed, or the broker is away: the adapter tries again
      }
    }
  }

  private void connect(Socket adapter) throws IOException {
    if (isCut) {
      adapter.close();
      return;
    }
    sockets.add(adapter);
    try {
      Socket broker = new Socket(loopback(), brokerPort);
      sockets.add(broker);
      adapter.setTcpNoDelay(true);
      broker.setTcpNoDelay(true);
      start("tap-in", () -> copy(adapter, broker, this::copyAndNote));
      start("tap-out", () -> copy(broker, adapter, InputStream::transferTo));
    } catch (IOException e) {
      adapter.close();
      throw e;
    }
  }

  /** Until one side goes; the other goes with it. */
  private static void copy(Socket from, Socket to, Copying copying) {
    try (from;
        to) {
      copying.copy(from.getInputStream(), to.getOutputStream());
    } catch (IOException e) {
      // so it has gone
    }
  }

  private void copyAndNote(InputStream from, OutputStream to) throws IOException {
    DataInputStream in = new DataInputStream(from);
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(to));
    out.write(in.readNBytes(HEADER_BYTES));
    out.flush();
    while (true) {
      int type = in.readUnsignedByte();
      int channel = in.readUnsignedShort();
      byte[] payload = new byte[in.readInt()];
      in.readFully(payload);
      int end = in.readUnsignedByte();
      note(type, payload);
      out.writeByte(type);
      out.writeShort(channel);
      out.writeInt(payload.length);
      out.write(payload);
      out.writeByte(end);
      out.flush();
    }
  }

  private synchronized void note(int type, byte[] payload) throws IOException {
    DataInputStream frame = new DataInputStream(new ByteArrayInputStream(payload));
    if (type == METHOD) {
      Method method = AMQImpl.readMethodFrom(frame);
      if (cutsAt != null && cutsAt.isInstance(method)) {
        cut();
        throw new EOFException("cut at " + method.protocolMethodName());
      }
      if (method instanceof AMQP.Channel.Flow) {
        barriers++;
      }
      String text = MethodText.of(method);
      if (text != null) {
        sent.add(text);
      }
    } else if (type == CONTENT_HEADER) { // follows its publish, though others may lie between
      String properties = MethodText.of(AMQImpl.readContentHeaderFrom(frame));
      int publish = sent.size() - 1;
      while (!sent.get(publish).startsWith("Basic.Publish") || sent.get(publish).contains("{")) {
        publish--;
      }
      sent.set(publish, sent.get(publish) + " " + properties);
    }
  }

  private void start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private static void closeAll(Iterable<Socket> all) {
    for (Socket socket : all) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Closes all connections; blocks until no thread is left. */
  @Override
  public void close() throws IOException {
    door.close();
    closeAll(sockets);
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private interface Copying {
    void copy(InputStream from, OutputStream to) throws IOException;
  }
}
