package org.rarebit.telemetry;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.api.OpenTelemetry;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;
import org.rarebit.api.Target;
import org.rarebit.ra.RarebitResourceAdapter;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;
import org.rarebit.testkit.broker.EmbeddedBroker;
import org.rarebit.testkit.container.FakeContainer;

/**
 * A process with the adapter, a bean that calls itself, and a page that calls the bean: what
 * OpenTelemetry's agent is attached to. Asks the page three times, and ends. With an argument there
 * is a CDI container besides, with an OpenTelemetry of its own, as MicroProfile Telemetry has one.
 */
public final class AgentMain {

  private static final Target TARGET = Target.topic("observed");
  private static final CompletableFuture<RpcConnectionFactory> FACTORY = new CompletableFuture<>();

  private AgentMain() {}

  /** Serves. */
  public static class RelayBean implements RpcListener {

    /** Calls the other method. */
    @RpcMethod("relay")
    public void relay() {
      FACTORY.join().client(TARGET).request("leaf").call();
    }

    /** Does nothing. */
    @RpcMethod("leaf")
    public void leaf() {}
  }

  /** Has a bean of the type. */
  static final class Producer {
    @Produces
    OpenTelemetry telemetry() {
      return new Recorder().telemetry;
    }
  }

  @SuppressWarnings("try") // the container is there to be closed
  public static void main(String[] args) throws Exception {
    if (args.length == 0) {
      run();
      return;
    }
    try (SeContainer ignored =
        SeContainerInitializer.newInstance()
            .disableDiscovery()
            .addBeanClasses(Producer.class)
            .initialize()) {
      run();
    }
  }

  private static void run() throws Exception {
    try (EmbeddedBroker broker = new EmbeddedBroker().start();
        FakeContainer container = new FakeContainer()) {
      RarebitResourceAdapter adapter = new RarebitResourceAdapter();
      adapter.setConnectionURL(broker.url());
      container.start(adapter);
      RpcManagedConnectionFactory managed = new RpcManagedConnectionFactory();
      container.associate(managed);
      FACTORY.complete(
          (RpcConnectionFactory) managed.createConnectionFactory(container.connectionManager()));
      RpcActivationSpec spec = new RpcActivationSpec();
      spec.setTopic("observed");
      container.activate(spec, container.endpoints(RelayBean.class, RelayBean::new));
      HttpServer page =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      page.createContext(
          "/",
          exchange -> {
            try (exchange) {
              FACTORY.join().client(TARGET).request("relay").call();
              exchange.sendResponseHeaders(200, -1);
            }
          });
      page.start();
      try {
        URI uri = URI.create("http://127.0.0.1:" + page.getAddress().getPort() + "/");
        for (int i = 0; i < 3; i++) {
          HttpResponse<Void> answer =
              HttpClient.newHttpClient()
                  .send(
                      HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());
          if (answer.statusCode() != 200) {
            throw new IllegalStateException("HTTP " + answer.statusCode());
          }
        }
      } finally {
        page.stop(0);
      }
    }
  }
}
