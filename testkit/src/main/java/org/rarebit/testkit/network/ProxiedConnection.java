package org.rarebit.testkit.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * One connection through a proxy. For each direction a thread reads and another one writes what was
 * read when its time has come; between them is a bounded queue, so that who is not read from is
 * held up. Thread-safe.
 */
final class ProxiedConnection {

  private static final int CHUNK = 16 << 10;
  private static final int MOST_WAITING = 1 << 20;
  private static final long TRICKLE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long[] LATENCY_MILLIS = {150, 200, 200, 250};

  private final NetworkProxy proxy;
  private final Socket client;
  private final Socket broker = new Socket();
  private final AtomicLong sent = new AtomicLong();
  private boolean over; // guarded by this

  ProxiedConnection(NetworkProxy proxy, Socket client) {
    this.proxy = proxy;
    this.client = client;
  }

  void start(int brokerPort) throws IOException {
    client.setTcpNoDelay(true);
    run("connect", () -> connect(brokerPort));
  }

  long sent() {
    return sent.get();
  }

  /** Connects to the broker, once the fault lets it. */
  private void connect(int brokerPort) {
    try {
      if (proxy.fault() == NetworkFault.GARBAGE) {
        sendGarbage();
      }
      awaitWhile(
          fault ->
              fault == NetworkFault.SILENT
                  || fault == NetworkFault.HALF_OPEN
                  || fault == NetworkFault.GARBAGE);
      broker.connect(new InetSocketAddress(NetworkProxy.loopback(), brokerPort));
      broker.setTcpNoDelay(true);
      new Lane(client, broker, true).start();
      new Lane(broker, client, false).start();
    } catch (IOException e) {
      reset(); // the broker is down, or this connection is over
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sendGarbage() throws IOException {
    byte[] garbage = new byte[256];
    ThreadLocalRandom.current().nextBytes(garbage);
    client.getOutputStream().write(garbage);
  }

  /** Blocks while the fault is one of these; throws if the connection is over. */
  private void awaitWhile(Predicate<NetworkFault> faults) throws IOException, InterruptedException {
    synchronized (this) {
      while (!over && faults.test(proxy.fault())) {
        wait();
      }
      if (over) {
        throw new IOException("The connection is over.");
      }
    }
  }

  void faultChanged() {
    if (proxy.fault() == NetworkFault.GARBAGE) {
      try {
        sendGarbage();
      } catch (IOException e) {
        reset();
      }
    }
    synchronized (this) {
      notifyAll();
    }
  }

  /** Ends both sides at once, with a TCP reset. */
  void reset() {
    synchronized (this) {
      over = true;
      notifyAll();
    }
    reset(client);
    reset(broker);
    proxy.ended(this);
  }

  /** Ends both sides in the ordinary way, with what was sent before. */
  private void finish() throws IOException {
    synchronized (this) {
      over = true;
      notifyAll();
    }
    try (client;
        broker) {
      proxy.ended(this);
    }
  }

  static void reset(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // it was closed before
    }
  }

  private void run(String what, Runnable task) {
    proxy.run("network-proxy-" + proxy.port() + "-" + what, task);
  }

  /** Bytes that were read, and when they are to be written. */
  private static final class Chunk {
    private final byte[] bytes;
    private final long dueNanos;

    Chunk(byte[] bytes, long dueNanos) {
      this.bytes = bytes;
      this.dueNanos = dueNanos;
    }
  }

  /** One direction. */
  private final class Lane {
    private final Socket from;
    private final Socket to;
    private final boolean isToBroker;
    private final Deque<Chunk> waiting = new ArrayDeque<>(); // guarded by the connection
    private int waitingBytes; // guarded by the connection
    private boolean ended; // guarded by the connection; nothing will come

    Lane(Socket from, Socket to, boolean isToBroker) {
      this.from = from;
      this.to = to;
      this.isToBroker = isToBroker;
    }

    void start() {
      String direction = isToBroker ? "there" : "back";
      run(direction + "-read", this::read);
      run(direction + "-write", this::write);
    }

    private void read() {
      try {
        InputStream in = from.getInputStream();
        byte[] buffer = new byte[CHUNK];
        int length = 0;
        while (length >= 0) {
          awaitWhile(fault -> isNotRead(fault) || isFull());
          length = in.read(buffer);
          awaitWhile(this::isNotRead); // it may have begun while nothing came
          if (length > 0) {
            add(Arrays.copyOf(buffer, length));
          }
        }
        end();
      } catch (IOException e) {
        end();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private boolean isNotRead(NetworkFault fault) {
      return isToBroker && fault == NetworkFault.NOT_READING;
    }

    private boolean isFull() {
      return waitingBytes > MOST_WAITING;
    }

    private void add(byte[] bytes) {
      NetworkFault fault = proxy.fault();
      if (fault == NetworkFault.HALF_OPEN || fault == NetworkFault.GARBAGE) {
        return; // swallowed
      }
      long now = System.nanoTime();
      if (fault == NetworkFault.LATENCY) {
        int choice = ThreadLocalRandom.current().nextInt(LATENCY_MILLIS.length);
        now += TimeUnit.MILLISECONDS.toNanos(LATENCY_MILLIS[choice]);
      }
      synchronized (ProxiedConnection.this) {
        waiting.add(new Chunk(bytes, now));
        waitingBytes += bytes.length;
        ProxiedConnection.this.notifyAll();
      }
    }

    /** Nothing more comes; the other side is told by the thread that writes. */
    private void end() {
      synchronized (ProxiedConnection.this) {
        ended = true;
        ProxiedConnection.this.notifyAll();
      }
    }

    private void write() {
      try {
        OutputStream out = to.getOutputStream();
        for (Chunk next = next(); next != null; next = next()) {
          write(next.bytes, out);
          if (isToBroker) {
            sent.addAndGet(next.bytes.length);
          }
        }
        awaitWhile(fault -> fault == NetworkFault.HALF_OPEN);
        finish();
      } catch (IOException e) {
        reset();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** The next bytes when their time has come; null at the end. */
    private Chunk next() throws IOException, InterruptedException {
      synchronized (ProxiedConnection.this) {
        while (true) {
          if (over) {
            throw new IOException("The connection is over.");
          }
          Chunk first = waiting.peek();
          if (first == null) {
            if (ended) {
              return null;
            }
            ProxiedConnection.this.wait();
            continue;
          }
          long millis = TimeUnit.NANOSECONDS.toMillis(first.dueNanos - System.nanoTime());
          if (millis > 0) {
            ProxiedConnection.this.wait(millis);
            continue;
          }
          waitingBytes -= first.bytes.length;
          ProxiedConnection.this.notifyAll();
          return waiting.poll();
        }
      }
    }

    private void write(byte[] bytes, OutputStream out) throws IOException, InterruptedException {
      int written = 0;
      while (written < bytes.length) {
        NetworkFault fault = proxy.fault();
        if (fault == NetworkFault.HALF_OPEN || fault == NetworkFault.GARBAGE) {
          return; // swallowed
        }
        if (fault != NetworkFault.TRICKLE) {
          out.write(bytes, written, bytes.length - written);
          return;
        }
        out.write(bytes, written, 1);
        written++;
        pauseInTrickle();
      }
    }

    private void pauseInTrickle() throws IOException, InterruptedException {
      long until = System.nanoTime() + TRICKLE_NANOS;
      synchronized (ProxiedConnection.this) {
        while (!over && proxy.fault() == NetworkFault.TRICKLE) {
          long millis = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
          if (millis <= 0) {
            return;
          }
          ProxiedConnection.this.wait(millis);
        }
      }
    }
  }
}
