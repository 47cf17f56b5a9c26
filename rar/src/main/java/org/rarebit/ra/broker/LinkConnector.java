package org.rarebit.ra.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Address;
import com.rabbitmq.client.AddressResolver;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultSaslConfig;
import com.rabbitmq.client.MetricsCollector;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.impl.AMQConnection;
import com.rabbitmq.client.impl.ConnectionParams;
import com.rabbitmq.client.impl.FrameHandler;
import com.rabbitmq.client.impl.FrameHandlerFactory;
import com.rabbitmq.client.impl.StrictExceptionHandler;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.wire.TransportUrl;

/**
 * Connects and logs in to the first of several hosts that answers. For one thread, once; any other
 * one may cancel it.
 *
 * <p>Each host has its share of the time that is left, so that one that answers nothing leaves time
 * for the others. Such a one is remembered for some seconds, by its address and for all links of
 * this class's loader, and is tried last meanwhile.
 */
final class LinkConnector {

  private static final Duration REMEMBERED = Duration.ofSeconds(10);
  private static final int MOST_REMEMBERED = 1_000; // addresses come from configurations

  /** When hosts failed, in nanoTime, by address. */
  private static final Map<String, Long> FAILED = new ConcurrentHashMap<>();

  private static final OnReaderThread ON_READER_THREAD = new OnReaderThread();

  private final BrokerSettings settings;
  private final String name;
  private final LinkThreads threads;
  private Runnable end; // guarded by this; ends what is tried; null if nothing is
  private boolean cancelled; // guarded by this

  LinkConnector(BrokerSettings settings, String name) {
    this.settings = settings;
    this.name = name;
    this.threads = new LinkThreads(name);
  }

  /**
   * Gives up: what is tried ends soon, and nothing else is. No socket and no thread of ours is left
   * then. Does nothing once the link is open. Never waits; on whatever thread.
   */
  void cancel() {
    Runnable last;
    synchronized (this) {
      cancelled = true;
      last = end;
      end = null;
    }
    if (last != null) {
      last.run();
    }
  }

  /** From now on this ends what is tried; null: nothing is. */
  private void endWith(Runnable next) throws IOException {
    synchronized (this) {
      if (!cancelled) {
        end = next;
        return;
      }
    }
    if (next != null) {
      next.run();
    }
    throw new IOException("the attempt to connect was given up");
  }

  private synchronized void throwIfCancelled() throws BrokerException {
    if (cancelled) {
      throw new BrokerException(
          Kind.CLOSED, "Nobody needs the connection to " + settings + " any more.");
    }
  }

  /**
   * See {@link BrokerLink#open}.
   *
   * @throws BrokerException of the last host, with what all of them said; CLOSED if it was
   *     cancelled
   */
  BrokerLink open(Deadline deadline) throws BrokerException {
    ThreadRole.mayWait("opening a link");
    // an operator sees the links of all hosts and processes in one list; asked for before a broker
    // waits for us, since on some systems a name service is asked
    String clientName = name + " " + Names.ofThisHost() + ":" + ProcessHandle.current().pid();
    List<TransportUrl.Host> hosts = inOrder();
    List<BrokerException> failures = new ArrayList<>();
    for (int i = 0; i < hosts.size(); i++) {
      TransportUrl.Host host = hosts.get(i);
      if (deadline.isPassed()) {
        failures.add(
            new BrokerException(Kind.TIMEOUT, "no time was left to try " + host.address()));
        break;
      }
      try {
        BrokerLink link = open(host, clientName, share(deadline, hosts.size() - i));
        FAILED.remove(host.address());
        return link;
      } catch (BrokerException e) {
        throwIfCancelled();
        failures.add(e);
        if (e.kind() == Kind.INTERRUPTED) {
          break;
        }
        if (e.kind() == Kind.UNREACHABLE) {
          remember(host);
        }
      }
    }
    if (failures.size() == 1) {
      throw failures.get(0);
    }
    BrokerException all =
        new BrokerException(
            failures.get(failures.size() - 1).kind(),
            "None of the hosts can be used: "
                + String.join("; ", failures.stream().map(Throwable::getMessage).toList()));
    failures.forEach(all::addSuppressed);
    throw all;
  }

  /** Any of them first, as oslo.messaging does: a thousand clients do not all pick the same. */
  private List<TransportUrl.Host> inOrder() {
    List<TransportUrl.Host> hosts = new ArrayList<>(settings.hosts());
    Collections.shuffle(hosts);
    hosts.sort(Comparator.comparing(LinkConnector::failedLately));
    return hosts;
  }

  private static boolean failedLately(TransportUrl.Host host) {
    Long at = FAILED.get(host.address());
    return at != null && System.nanoTime() - at < REMEMBERED.toNanos();
  }

  private static void remember(TransportUrl.Host host) {
    if (FAILED.size() >= MOST_REMEMBERED) {
      FAILED.clear();
    }
    FAILED.put(host.address(), System.nanoTime());
  }

  /** What one of so many may take: for TCP, TLS and the login together. */
  private Duration share(Deadline deadline, int hosts) {
    Duration fair = deadline.remaining().dividedBy(hosts);
    Duration most = Duration.ofMillis(settings.connectTimeoutMillis());
    return fair.compareTo(most) < 0 ? fair : most;
  }

  private BrokerLink open(TransportUrl.Host host, String clientName, Duration limit)
      throws BrokerException {
    Deadline deadline = Deadline.after(limit);
    NetworkStream stream = null;
    LinkSocket socket = null;
    String silence = "nobody accepted the connection";
    try {
      PlainStream plain = connect(host, deadline);
      stream = plain;
      endWith(plain::close);
      if (settings.tls()) {
        silence = "it accepted the connection, and did not finish the TLS handshake";
        stream = shakeHands(host, plain, deadline);
      }
      silence = "it accepted the connection, and did not finish the login";
      socket = new LinkSocket(stream, plain.channel().socket(), deadline);
      LinkWriter writer = socket.writer();
      endWith(() -> writer.end(new IOException("the attempt to connect was given up")));
      threads.newWriter(writer::run).start();
      PasswordFile secret =
          settings.passwordFile() == null
              ? null
              : new PasswordFile(host.userName(), settings.passwordFile(), PasswordFile.LOOK);
      Connection connection = logIn(host, clientName, socket, secret, limit);
      endWith(null);
      socket.loggedIn();
      writer.patience(Duration.ofSeconds(connection.getHeartbeat()));
      BrokerLink link = new BrokerLink(name, host.address(), connection, writer, settings);
      if (secret != null) {
        secret.follow(link, threads);
      }
      return link;
    } catch (IOException | TimeoutException | RuntimeException | Error e) {
      if (socket != null) {
        socket.writer().end(new IOException("the login failed", e));
      } else if (stream != null) {
        stream.close();
      }
      if (e instanceof Error error) {
        throw error;
      }
      boolean isLate = isSilence(e) || (deadline.isPassed() && isVague(e));
      throw failure(host, limit, silence, stream != null, isLate, (Exception) e);
    }
  }

  private PlainStream connect(TransportUrl.Host host, Deadline deadline) throws IOException {
    InetAddress[] addresses = resolve(host.name(), deadline);
    for (int i = 0; ; i++) {
      int left = addresses.length - i;
      Deadline mine = Deadline.after(deadline.remaining().dividedBy(left));
      try {
        return PlainStream.connect(new InetSocketAddress(addresses[i], host.port()), mine);
      } catch (IOException e) {
        if (left == 1) {
          throw e;
        }
      }
    }
  }

  /** A name service may take its time, which cannot be limited, so a thread of its own waits. */
  private InetAddress[] resolve(String hostName, Deadline deadline) throws IOException {
    FutureTask<InetAddress[]> answer = new FutureTask<>(() -> InetAddress.getAllByName(hostName));
    if (isLiteral(hostName)) {
      answer.run();
    } else {
      threads.newWorker(answer, "resolver").start();
    }
    try {
      return answer.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new SocketTimeoutException("the name service did not answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the thread was interrupted");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof UnknownHostException
          ? new IOException("no address is known for this name", e)
          : new IOException(e.getCause().getMessage(), e);
    }
  }

  private static boolean isLiteral(String hostName) {
    return hostName.indexOf(':') >= 0 || hostName.matches("[0-9.]+");
  }

  private TlsStream shakeHands(TransportUrl.Host host, PlainStream plain, Deadline deadline)
      throws IOException {
    try {
      TlsStream tls = new TlsStream(plain, engine(host));
      tls.handshake(deadline);
      return tls;
    } catch (IOException | RuntimeException | Error e) {
      plain.close();
      throw e;
    }
  }

  private SSLEngine engine(TransportUrl.Host host) throws IOException {
    TlsSettings tls = settings.tlsSettings();
    try {
      SSLEngine engine = tls.context().createSSLEngine(host.name(), host.port());
      engine.setUseClientMode(true);
      SSLParameters parameters = engine.getSSLParameters();
      if (tls.verifyHostName()) {
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
      }
      if (!isLiteral(host.name())) {
        parameters.setServerNames(List.of(new SNIHostName(host.name())));
      }
      engine.setSSLParameters(parameters);
      return engine;
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      throw new TlsSetupException(e.getMessage() + " (" + tls + ")", e);
    }
  }

  private Connection logIn(
      TransportUrl.Host host,
      String clientName,
      LinkSocket socket,
      PasswordFile secret,
      Duration limit)
      throws IOException, TimeoutException {
    ConnectionFactory factory = new OneSocket(socket);
    if (secret == null) {
      factory.setUsername(host.userName());
      factory.setPassword(host.password());
    } else {
      factory.setCredentialsProvider(secret);
      factory.setCredentialsRefreshService(secret);
    }
    factory.setVirtualHost(settings.virtualHost());
    factory.setAutomaticRecoveryEnabled(false); // one recoverer, and it is not this one
    factory.setTopologyRecoveryEnabled(false);
    // the socket itself keeps the limit for all of it; the client's own would be for each step
    factory.setHandshakeTimeout((int) Math.min(Integer.MAX_VALUE, 4 * (limit.toMillis() + 1_000)));
    factory.setChannelRpcTimeout(settings.connectTimeoutMillis());
    factory.setShutdownTimeout(settings.connectTimeoutMillis());
    factory.setRequestedChannelMax(0); // as many as the broker allows
    factory.setRequestedHeartbeat(settings.heartbeatSeconds());
    factory.setThreadFactory(threads);
    factory.setExceptionHandler(new QuietExceptionHandler());
    factory.setMaxInboundMessageBodySize(Integer.MAX_VALUE); // the codecs have a limit of their own
    if (settings.tls() && settings.tlsSettings().externalLogin()) {
      factory.setSaslConfig(DefaultSaslConfig.EXTERNAL);
    }
    AddressResolver connected = () -> List.of(new Address(host.name(), host.port()));
    return factory.newConnection(ON_READER_THREAD, connected, clientName);
  }

  private BrokerException failure(
      TransportUrl.Host host,
      Duration limit,
      String silence,
      boolean isTaken,
      boolean isLate,
      Exception e) {
    String address = host.address();
    if (isLate) {
      return new BrokerException(
          Kind.UNREACHABLE,
          address + " did not answer within " + limit.toMillis() + " ms: " + silence + ".",
          isTaken ? new BrokerException.SlowLoginException(e) : e);
    }
    if (has(e, InterruptedIOException.class)) { // a timeout is one as well, and was told
      return new BrokerException(
          Kind.INTERRUPTED, "The thread was interrupted while it connected to " + address + ".", e);
    }
    if (e instanceof TlsSetupException) {
      return new BrokerException(
          Kind.UNREACHABLE, "TLS cannot be set up: " + e.getMessage() + ".", e);
    }
    String reason = BrokerLink.reasonOf(e);
    if (CloseReason.code(e) == AMQP.NOT_ALLOWED
        && reason.toLowerCase(Locale.ROOT).contains("limit")) {
      return new BrokerException(
          Kind.LIMIT,
          address
              + " takes no more connections: "
              + reason
              + ". Let other connections go, or have the broker's operator raise the limit.",
          e);
    }
    if (isRefusal(e)) {
      return new BrokerException(
          Kind.REFUSED,
          address
              + " refused user \""
              + host.userName()
              + "\" on virtual host \""
              + settings.virtualHost()
              + "\" ("
              + reason
              + "): check credentials and permissions.",
          e);
    }
    return new BrokerException(Kind.UNREACHABLE, "No connection to " + address + ": " + reason, e);
  }

  private static boolean isSilence(Throwable e) {
    return has(e, SocketTimeoutException.class) || has(e, TimeoutException.class);
  }

  /**
   * Whether the client takes the end of the connection for a refusal without having been told so.
   * What ended it is lost if the client was about to write just then: it may have been the
   * deadline.
   */
  static boolean isVague(Throwable e) {
    return e instanceof PossibleAuthenticationFailureException
        && !(e instanceof AuthenticationFailureException)
        && CloseReason.code(e) == 0;
  }

  /** Wrong credentials, or a virtual host that is not there or not ours (403, 530 NOT_ALLOWED). */
  private static boolean isRefusal(Exception e) {
    return e instanceof PossibleAuthenticationFailureException
        || CloseReason.code(e) == AMQP.ACCESS_REFUSED
        || CloseReason.code(e) == AMQP.NOT_ALLOWED;
  }

  private static boolean has(Throwable e, Class<? extends Exception> type) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return true;
      }
    }
    return false;
  }

  /** Whom to trust cannot be found out: nothing of the network's. */
  private static final class TlsSetupException extends IOException {

    private static final long serialVersionUID = 1L;

    TlsSetupException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The client's factory, over a socket that is connected. */
  private static final class OneSocket extends ConnectionFactory {

    private final LinkSocket socket;

    OneSocket(LinkSocket socket) {
      this.socket = socket;
    }

    @Override
    protected synchronized FrameHandlerFactory createFrameHandlerFactory() {
      return (address, connectionName) -> socket;
    }

    @Override
    protected AMQConnection createConnection(
        ConnectionParams params, FrameHandler handler, MetricsCollector metrics) {
      return new LinkConnection(params, handler, metrics);
    }
  }

  /**
   * What the client cannot tell a caller goes to our log at DEBUG: lost connections are reported
   * once, by the link's shutdown listener. A callback of ours that throws closes its channel, as
   * the base class does: better a lost channel, which is recovered, than a lost message.
   */
  private static final class QuietExceptionHandler extends StrictExceptionHandler {

    private static final System.Logger LOG =
        System.getLogger(QuietExceptionHandler.class.getName());

    @Override
    protected void log(String message, Throwable e) {
      LOG.log(Level.DEBUG, message, e);
    }

    @Override
    public void handleUnexpectedConnectionDriverException(Connection connection, Throwable e) {
      log("connection " + connection + " broke", e);
    }

    @Override
    protected void handleChannelKiller(Channel channel, Throwable e, String what) {
      LOG.log(Level.ERROR, what + " of the adapter threw; its channel is closed", e);
      super.handleChannelKiller(channel, e, what);
    }
  }

  /**
   * Runs the client's callbacks on the connection's own reader thread, which saves a hop between
   * threads for each message. So no callback may block or wait for the broker: that would wait for
   * itself.
   */
  private static final class OnReaderThread extends AbstractExecutorService {

    @Override
    public void execute(Runnable command) {
      command.run();
    }

    @Override
    public void shutdown() {
      // owns no threads
    }

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }
}
