package org.rarebit.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.Frame;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames over TLS: whole, in order, whatever the other side does with its keys. */
@Timeout(120)
class TlsStreamTest {

  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir static Path directory;
  private static SSLContext trusting;
  private static SSLContext serving;

  @BeforeAll
  static void makeCertificate() throws Exception {
    Path file = directory.resolve("keys.p12");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-keystore",
            file.toString(),
            "-storepass",
            new String(PASSWORD),
            "-alias",
            "server",
            "-keyalg",
            "EC",
            "-dname",
            "CN=localhost",
            "-ext",
            "SAN=ip:127.0.0.1");
    Process keytool =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    serving = SSLContext.getInstance("TLS");
    serving.init(keys.getKeyManagers(), null, null);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", store.getCertificate("server"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    trusting = SSLContext.getInstance("TLS");
    trusting.init(null, trust.getTrustManagers(), null);
  }

  private static SSLServerSocket listen(String version) throws IOException {
    SSLServerSocket server =
        (SSLServerSocket)
            serving
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
    server.setEnabledProtocols(new String[] {version});
    return server;
  }

  private static LinkSocket connect(SSLServerSocket server, SSLContext context) throws IOException {
    Deadline deadline = Deadline.after(Duration.ofSeconds(60));
    PlainStream plain =
        PlainStream.connect(
            new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), deadline);
    SSLEngine engine = context.createSSLEngine("127.0.0.1", server.getLocalPort());
    engine.setUseClientMode(true);
    TlsStream tls = new TlsStream(plain, engine);
    tls.handshake(deadline);
    LinkSocket socket = new LinkSocket(tls, plain.channel().socket(), deadline);
    new LinkThreads("tested").newWriter(socket.writer()::run).start();
    return socket;
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void whatIsSentComesBackWholeAlsoWhenTheOtherSideChangesItsKeys(String version) throws Exception {
    int frames = 300;
    try (SSLServerSocket server = listen(version)) {
      CompletableFuture<Void> echo = new CompletableFuture<>();
      Thread peer = new Thread(() -> echo(server, version, echo));
      peer.setDaemon(true);
      peer.start();
      LinkSocket link = connect(server, trusting);
      byte[] bytes = new byte[100_000];
      new Random(42).nextBytes(bytes);

      Thread sender =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < frames; i++) {
                    Frame frame = new Frame(i == 0 ? AMQP.FRAME_METHOD : AMQP.FRAME_BODY, i);
                    frame.getOutputStream().write(bytes, 0, (i + 1) * 331 % bytes.length);
                    link.writeFrame(frame);
                    link.flush(null);
                  }
                } catch (IOException e) {
                  echo.completeExceptionally(e);
                }
              });
      sender.start();

      for (int i = 0; i < frames; i++) {
        Frame frame = link.readFrame();
        assertThat(frame.getChannel()).isEqualTo(i);
        int length = (i + 1) * 331 % bytes.length;
        // not AssertJ's comparison of arrays, which looks at each byte as an object
        assertThat(Arrays.equals(frame.getPayload(), Arrays.copyOf(bytes, length))).isTrue();
      }
      link.close();
      echo.get(30, TimeUnit.SECONDS); // ended by a goodbye, not by a failure
    }
  }

  private static void echo(SSLServerSocket server, String version, CompletableFuture<Void> done) {
    try (SSLSocket client = (SSLSocket) server.accept()) {
      InputStream in = client.getInputStream();
      OutputStream out = client.getOutputStream();
      byte[] buffer = new byte[10_000];
      int reads = 0;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        if (version.equals("TLSv1.3") && ++reads % 50 == 0) {
          client.startHandshake(); // new keys, and the other side is asked for new ones, too
        }
      }
      done.complete(null);
    } catch (IOException e) {
      done.completeExceptionally(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aCertificateThatIsNotTrustedIsToldToBothSides(String version) throws Exception {
    try (SSLServerSocket server = listen(version)) {
      CompletableFuture<Void> echo = new CompletableFuture<>();
      Thread peer = new Thread(() -> echo(server, version, echo));
      peer.setDaemon(true);
      peer.start();

      assertThatThrownBy(() -> connect(server, SSLContext.getDefault()))
          .isInstanceOf(SSLHandshakeException.class);
      assertThatThrownBy(() -> echo.get(30, TimeUnit.SECONDS)).hasMessageContaining("certificate");
    }
  }

  @Test
  void whatCameTogetherWithAChangeOfKeysIsReadAtOnce() throws Exception {
    SSLEngine server = serving.createSSLEngine();
    server.setUseClientMode(false);
    SSLEngine client = trusting.createSSLEngine("127.0.0.1", 5671);
    client.setUseClientMode(true);
    AtOnce peer = new AtOnce(server);
    TlsStream tls = new TlsStream(peer, client);
    tls.handshake(Deadline.after(Duration.ofSeconds(60)));
    ByteBuffer into = ByteBuffer.allocate(TlsStream.LARGEST_RECORD);
    while (peer.awaitReadable(0)) {
      assertThat(tls.read(into)).isZero(); // what ends the handshake
    }

    server.beginHandshake(); // TLS 1.3: new keys, and the other side is asked for new ones, too
    peer.wrap(ByteBuffer.allocate(0));
    peer.wrap(ByteBuffer.wrap(new byte[5]));

    assertThat(tls.read(into)).isEqualTo(5); // else it would sleep now, as nothing else comes
  }

  /** The other side within this thread: what it says is all there when it is asked for. */
  private static final class AtOnce implements NetworkStream {

    private final SSLEngine engine;
    private final ByteBuffer said = ByteBuffer.allocate(1 << 20).limit(0);
    private final ByteBuffer heard = ByteBuffer.allocate(1 << 20);

    AtOnce(SSLEngine engine) {
      this.engine = engine;
    }

    void wrap(ByteBuffer from) throws IOException {
      said.compact();
      assertThat(engine.wrap(from, said).getStatus()).isEqualTo(Status.OK);
      said.flip();
      runTasks();
    }

    private void runTasks() {
      for (Runnable task = engine.getDelegatedTask();
          task != null;
          task = engine.getDelegatedTask()) {
        task.run();
      }
    }

    @Override
    public int read(ByteBuffer into) {
      int count = Math.min(into.remaining(), said.remaining());
      into.put(said.slice(said.position(), count));
      said.position(said.position() + count);
      return count;
    }

    @Override
    public boolean write(ByteBuffer from) throws IOException {
      heard.put(from).flip();
      boolean goesOn = true;
      while (goesOn) {
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
          wrap(ByteBuffer.allocate(0));
        }
        int before = heard.remaining();
        var unused = engine.unwrap(heard, ByteBuffer.allocate(TlsStream.LARGEST_RECORD));
        runTasks();
        goesOn =
            heard.remaining() < before || engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
      }
      heard.compact();
      return true;
    }

    @Override
    public long taken() {
      return 0;
    }

    @Override
    public boolean awaitReadable(long millis) {
      return said.hasRemaining();
    }

    @Override
    public void awaitWritable(long millis) {
      // it always is
    }

    @Override
    public void sayGoodbye() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      // nothing to close
    }
  }
}
