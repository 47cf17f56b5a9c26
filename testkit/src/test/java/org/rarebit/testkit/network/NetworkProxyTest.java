package org.rarebit.testkit.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NetworkProxyTest {

  private static final int SOON_MILLIS = 300;
  private static final int PATIENCE_MILLIS = 30_000;

  private final Echo echo = new Echo();
  private final NetworkProxy proxy;
  private Socket client;

  NetworkProxyTest() throws IOException {
    proxy = new NetworkProxy(echo.port());
  }

  @BeforeEach
  void connect() throws IOException {
    client = open();
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    proxy.close();
    echo.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("network-proxy-" + proxy.port()));
  }

  private Socket open() throws IOException {
    Socket socket = new Socket(NetworkProxy.loopback(), proxy.port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static int answer(Socket socket, int sent) throws IOException {
    socket.getOutputStream().write(sent);
    return socket.getInputStream().read();
  }

  private static void assertSilent(Socket socket) throws IOException {
    socket.setSoTimeout(SOON_MILLIS);
    assertThatThrownBy(() -> answer(socket, 1)).isInstanceOf(SocketTimeoutException.class);
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  private static void assertReset(Socket socket) {
    assertThatThrownBy(() -> assertThat(answer(socket, 1)).isNotEqualTo(-1))
        .isInstanceOf(SocketException.class);
  }

  @Test
  void whatOneSideSendsTheOtherGets() throws IOException {
    assertThat(answer(client, 7)).isEqualTo(7);
    assertThat(proxy.open()).isEqualTo(1);
    assertThat(proxy.accepted()).isEqualTo(1);
    assertThat(proxy.sent()).isEqualTo(1);
  }

  @Test
  void aCutResetsAndNobodyGetsInMeanwhile() throws IOException {
    assertThat(answer(client, 7)).isEqualTo(7);

    proxy.become(NetworkFault.CUT);

    assertReset(client);
    try (Socket other = open()) {
      assertReset(other);
    }
    proxy.become(NetworkFault.NONE);
    try (Socket other = open()) {
      assertThat(answer(other, 8)).isEqualTo(8);
    }
  }

  @Test
  void halfOpenSwallowsAndEndsNothing() throws IOException {
    assertThat(answer(client, 7)).isEqualTo(7);

    proxy.become(NetworkFault.HALF_OPEN);

    assertSilent(client);
    proxy.become(NetworkFault.NONE);
    assertThat(answer(client, 8)).as("what was swallowed stays lost").isEqualTo(8);
  }

  @Test
  void whoIsNotReadIsHeldUp() throws Exception {
    assertThat(answer(client, 7)).isEqualTo(7);
    proxy.become(NetworkFault.NOT_READING);
    byte[] much = new byte[32 << 20];
    Thread writer =
        new Thread(
            () -> {
              try {
                client.getOutputStream().write(much);
              } catch (IOException e) {
                // the test is over
              }
            });
    writer.start();
    writer.join(SOON_MILLIS);

    assertThat(writer.isAlive()).isTrue();
    proxy.become(NetworkFault.NONE);
    InputStream in = client.getInputStream();
    assertThat(in.readNBytes(much.length)).hasSize(much.length);
    writer.join();
  }

  @Test
  void bytesTrickle() throws IOException {
    assertThat(answer(client, 7)).isEqualTo(7);
    proxy.become(NetworkFault.TRICKLE);
    long began = System.nanoTime();

    client.getOutputStream().write(new byte[] {1, 2});
    assertThat(client.getInputStream().readNBytes(2)).containsExactly(1, 2);

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(900));
  }

  @Test
  void bytesAreLateInEachDirection() throws IOException {
    proxy.become(NetworkFault.LATENCY);
    long began = System.nanoTime();

    assertThat(answer(client, 7)).isEqualTo(7);

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(299));
  }

  @Test
  void nobodyListensWhileConnectionsAreRefused() throws IOException {
    assertThat(answer(client, 7)).isEqualTo(7);

    proxy.become(NetworkFault.REFUSED);

    assertReset(client);
    assertThatThrownBy(this::open).isInstanceOf(ConnectException.class);
    proxy.become(NetworkFault.NONE);
    try (Socket other = open()) {
      assertThat(answer(other, 8)).isEqualTo(8);
    }
  }

  @Test
  void garbageComesUnasked() throws IOException {
    assertThat(answer(client, 7)).isEqualTo(7);

    proxy.become(NetworkFault.GARBAGE);

    assertThat(client.getInputStream().readNBytes(256)).hasSize(256);
    try (Socket other = open()) {
      assertThat(other.getInputStream().readNBytes(256)).hasSize(256);
    }
  }

  @Test
  void aSilentMachineAcceptsAndSaysNothing() throws IOException {
    assertThat(answer(client, 7)).isEqualTo(7);

    proxy.become(NetworkFault.SILENT);

    assertReset(client);
    try (Socket other = open()) {
      assertSilent(other);
    }
  }

  @Test
  void theEndOfOneSideIsTheEndOfTheOther() throws Exception {
    assertThat(answer(client, 7)).isEqualTo(7);

    client.close();

    while (proxy.open() > 0) {
      Thread.onSpinWait();
    }
  }

  /** A server that sends back what it gets. */
  private static final class Echo implements AutoCloseable {
    private final ServerSocket listening;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    Echo() {
      try {
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      daemon(this::accept);
    }

    int port() {
      return listening.getLocalPort();
    }

    private static void daemon(Runnable task) {
      Thread thread = new Thread(task, "echo");
      thread.setDaemon(true);
      thread.start();
    }

    private void accept() {
      while (!listening.isClosed()) {
        try {
          Socket socket = listening.accept();
          sockets.add(socket);
          daemon(() -> echo(socket));
        } catch (IOException e) {
          // closed
        }
      }
    }

    private static void echo(Socket socket) {
      try (socket) {
        socket.setTcpNoDelay(true);
        socket.getInputStream().transferTo(socket.getOutputStream());
      } catch (IOException e) {
        // the other side is gone
      }
    }

    @Override
    public void close() throws IOException {
      listening.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }
}
