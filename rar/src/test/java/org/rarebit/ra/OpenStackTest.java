package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.rarebit.api.Arg;
import org.rarebit.api.Args;
import org.rarebit.api.CallOptions;
import org.rarebit.api.Naming;
import org.rarebit.api.Notification;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcContract;
import org.rarebit.api.RpcError;
import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;
import org.rarebit.api.Target;
import org.rarebit.ra.inbound.NotificationActivationSpec;
import org.rarebit.ra.inbound.RpcActivationSpec;

/**
 * OpenStack's own services in place of Python programs of ours: heat's engine and API, and
 * ceilometer's notification agent, each pair in a virtual host of its own. They run with SQLite and
 * without Keystone. Needs the profile openstack, and the folder that {@code
 * src/test/peers/make-root openstack} makes.
 */
@EnabledIfSystemProperty(
    named = "rarebit.openstack",
    matches = "true",
    disabledReason = "services of OpenStack: -Popenstack")
class OpenStackTest extends RabbitMqFixture {

  /** heat-api in front of heat-engine. */
  private static final String HEAT = "heat";

  /** heat-api in front of a bean of ours. */
  private static final String BEAN = "bean";

  /** ceilometer, which hears what we tell and tells us. */
  private static final String METERING = "metering";

  private static final String PROJECT = "admin"; // what heat takes everybody for without Keystone
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, Object> TEMPLATE =
      Map.of(
          "heat_template_version",
          "2018-08-31",
          "resources",
          Map.of("password", Map.of("type", "OS::Heat::RandomString")));

  private static final RequestContext ADMIN =
      RequestContext.of(
          Map.of(
              "user_id",
              "admin",
              "username",
              "admin",
              "password",
              "unset",
              "project_id",
              PROJECT,
              "roles",
              List.of("admin"),
              "is_admin",
              true,
              "request_id",
              "req-" + UUID.randomUUID()));

  @TempDir private static Path directory;

  private static final List<OpenStackService> SERVICES = new ArrayList<>();
  private static int heatPort;
  private static int beanPort;

  /** What we call of heat's engine, and serve in its place. */
  @RpcContract(version = "1.36", names = Naming.SNAKE_CASE)
  public interface Engine {
    @RpcMethod(version = "1.0")
    String getRevision();

    @RpcMethod(version = "1.0")
    Map<String, String> identifyStack(String stackName) throws NotFound;

    @RpcMethod(version = "1.33")
    List<Map<String, Object>> listStacks(Optional<Integer> limit, @Args Map<String, Object> more);

    Map<String, String> createStack(
        String stackName,
        Map<String, Object> template,
        Map<String, Object> params,
        Map<String, String> files,
        Map<String, Object> args);
  }

  /** heat's own exception, whose text its API makes anew of the arguments. */
  @RpcError(name = "EntityNotFound", module = "heat.common.exception")
  public static final class NotFound extends Exception {
    private static final long serialVersionUID = 1L;
    private final String entity;
    private final String name;

    /** As heat raises it. */
    public NotFound(String message, @Arg("entity") String entity, @Arg("name") String name) {
      super(message);
      this.entity = entity;
      this.name = name;
    }

    public String entity() {
      return entity;
    }

    public String name() {
      return name;
    }
  }

  /** An engine that has one stack. */
  public static class EngineBean implements RpcListener, Engine {
    private static final Map<String, String> ONLY =
        Map.of("tenant", PROJECT, "stack_name", "ours", "stack_id", "4711", "path", "");

    @Override
    public String getRevision() {
      return "ours";
    }

    @Override
    public Map<String, String> identifyStack(String stackName) throws NotFound {
      if (stackName.equals("ours")) {
        return ONLY;
      }
      throw new NotFound("no " + stackName, "Stack", stackName);
    }

    @Override
    public List<Map<String, Object>> listStacks(Optional<Integer> limit, Map<String, Object> more) {
      return List.of(
          Map.of(
              "stack_identity", ONLY,
              "stack_name", "ours",
              "description", "served by Java, Grüße 世界",
              "stack_action", "CREATE",
              "stack_status", "COMPLETE",
              "creation_time", "2024-02-29T12:34:56Z"));
    }

    @Override
    public Map<String, String> createStack(
        String stackName,
        Map<String, Object> template,
        Map<String, Object> params,
        Map<String, String> files,
        Map<String, Object> args) {
      throw new UnsupportedOperationException(stackName);
    }
  }

  @BeforeAll
  static void startServices() throws Exception {
    String missing =
        "there are no services of OpenStack: src/test/peers/make-root openstack, as root";
    if (!Boolean.getBoolean("rarebit.ci")) {
      assumeTrue(OpenStackService.isAvailable(), missing);
    }
    assertThat(OpenStackService.isAvailable()).as(missing).isTrue();
    for (String name : List.of(HEAT, BEAN, METERING)) {
      node.control("add_vhost", name);
      node.control("set_permissions", "-p", name, "guest", ".*", ".*", ".*");
    }
    heatPort = OpenStackService.freePort();
    beanPort = OpenStackService.freePort();
    String heat = heatConfiguration(HEAT, heatPort);
    String bean = heatConfiguration(BEAN, beanPort);
    start("database", "heat-manage", "--config-file", heat, "db_sync").awaitEnd();
    start("engine", "heat-engine", "--config-file", heat);
    start("meters", "ceilometer-agent-notification", "--config-file", meteringConfiguration());
    start("api", "heat-api", "--config-file", heat).awaitPort(heatPort);
    start("api-of-bean", "heat-api", "--config-file", bean).awaitPort(beanPort);
    awaitConsumer(HEAT, "engine");
    awaitConsumer(METERING, "notifications.info");
  }

  @AfterAll
  static void stopServices() throws Exception {
    for (OpenStackService one : SERVICES) {
      one.end();
    }
    SERVICES.clear();
  }

  private static OpenStackService start(String name, String program, String... arguments)
      throws IOException {
    OpenStackService service = OpenStackService.start(directory, name, program, arguments);
    SERVICES.add(service);
    return service;
  }

  private static String heatConfiguration(String virtualHost, int port) throws IOException {
    Path token = directory.resolve("token.json"); // what Keystone would say, at the least
    Files.writeString(
        token,
        """
        {"token": {"methods": ["password"], "catalog": [], "roles": [{"id": "1", "name": "admin"}],
          "issued_at": "2024-01-01T00:00:00.000000Z", "expires_at": "2999-01-01T00:00:00.000000Z",
          "project": {"id": "admin", "name": "admin", "domain": {"id": "default", "name": "Default"}},
          "user": {"id": "admin", "name": "admin", "domain": {"id": "default", "name": "Default"}}}}
        """);
    return write(
        virtualHost + ".conf",
        """
        [DEFAULT]
        transport_url = %s
        num_engine_workers = 1
        deferred_auth_method = password
        keystone_backend = heat.engine.clients.os.keystone.fake_keystoneclient.FakeKeystoneClient
        auth_encryption_key = 0123456789abcdef0123456789abcdef
        [database]
        connection = sqlite:///%s
        [noauth]
        token_response = %s
        [paste_deploy]
        flavor = noauth
        [heat_api]
        bind_host = 127.0.0.1
        bind_port = %d
        workers = 0
        [oslo_messaging_notifications]
        driver = messagingv2
        """
            .formatted(url(virtualHost), directory.resolve("heat.sqlite"), token, port));
  }

  private static String meteringConfiguration() throws IOException {
    String pipeline =
        write(
            "pipeline.yaml",
            """
            sources:
              - {name: all, events: ["*"], sinks: [us]}
            sinks:
              - {name: us, publishers: ["notifier://"]}
            """);
    return write(
        "ceilometer.conf",
        """
        [DEFAULT]
        transport_url = %s
        control_exchange = ceilometer
        [notification]
        workers = 1
        pipelines = event
        [event]
        event_pipeline_cfg_file = %s
        """
            .formatted(url(METERING), pipeline));
  }

  private static String write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  private static String url(String virtualHost) {
    return node.url() + virtualHost;
  }

  private static void awaitConsumer(String virtualHost, String queue) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setPort(node.port());
    factory.setVirtualHost(virtualHost);
    try (Connection connection = factory.newConnection("test")) {
      await(
          () -> {
            try (Channel looking = connection.createChannel()) {
              return looking.consumerCount(queue) > 0;
            } catch (IOException | com.rabbitmq.client.AlreadyClosedException notYet) {
              return false;
            }
          });
    }
  }

  private static HttpResponse<String> get(int port, String path) throws Exception {
    return http(request(port, path));
  }

  private static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + port + "/v1/" + PROJECT + "/" + path))
        .timeout(Duration.ofSeconds(60))
        .header("Accept", "application/json");
  }

  private static HttpResponse<String> http(HttpRequest.Builder request) throws Exception {
    return HttpClient.newBuilder()
        .followRedirects(HttpClient.Redirect.NORMAL)
        .build()
        .send(request.build(), BodyHandlers.ofString());
  }

  private static Engine engine(RpcConnection connection) {
    return connection
        .client(Target.topic("engine").exchange("heat"))
        .with(CallOptions.timeout(Duration.ofSeconds(30)).withContext(ADMIN))
        .proxy(Engine.class);
  }

  @Test
  void heatsEngineAnswersAndWhatWeCreateThereIsSeenThroughItsApi() throws Exception {
    AdapterFixture adapter = start(url(HEAT), any -> {});
    try (RpcConnection connection = adapter.connect()) {
      Engine engine = engine(connection);

      assertThat(engine.getRevision()).isNotEmpty();
      assertThatThrownBy(() -> engine.identifyStack("nowhere"))
          .isInstanceOfSatisfying(
              NotFound.class,
              e -> {
                assertThat(e.entity()).isEqualTo("Stack");
                assertThat(e.name()).isEqualTo("nowhere");
              })
          .hasMessageContaining("could not be found");
      Map<String, String> created =
          engine.createStack("by_rpc", TEMPLATE, Map.of(), Map.of(), Map.of());

      await(
          () -> {
            JsonNode stack = JSON.readTree(get(heatPort, "stacks/by_rpc").body()).path("stack");
            assertThat(stack.path("id").asText()).isEqualTo(created.get("stack_id"));
            return stack.path("stack_status").asText().equals("CREATE_COMPLETE");
          });
      assertThat(engine.identifyStack("by_rpc")).isEqualTo(created);
      assertThat(engine.listStacks(Optional.of(10), Map.of("sort_dir", "asc")))
          .anySatisfy(
              stack ->
                  assertThat(stack)
                      .containsEntry("stack_name", "by_rpc")
                      .containsEntry("stack_action", "CREATE")
                      .containsEntry("stack_status", "COMPLETE"));
    }
  }

  @Test
  void heatsApiServesWhatABeanAnswersAndItsExceptionIsAStatus() throws Exception {
    AdapterFixture adapter = start(url(BEAN), any -> {});
    RpcActivationSpec spec = new RpcActivationSpec();
    spec.setExchange("heat");
    spec.setTopic("engine");
    spec.setServer("java");
    adapter
        .container()
        .activate(spec, adapter.container().endpoints(EngineBean.class, EngineBean::new));
    awaitConsumer(BEAN, "engine");

    JsonNode stacks = JSON.readTree(get(beanPort, "stacks").body()).path("stacks");
    HttpResponse<String> missing = get(beanPort, "stacks/gone");

    assertThat(stacks).hasSize(1);
    assertThat(stacks.get(0).path("id").asText()).isEqualTo("4711");
    assertThat(stacks.get(0).path("stack_status").asText()).isEqualTo("CREATE_COMPLETE");
    assertThat(stacks.get(0).path("description").asText()).isEqualTo("served by Java, Grüße 世界");
    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(JSON.readTree(missing.body()).path("error").path("message").asText())
        .isEqualTo("The Stack (gone) could not be found.");
  }

  @Test
  void aListenerHearsWhatHeatTells() throws Exception {
    AdapterFixture adapter = start(url(HEAT), any -> {});
    Hearing hearing = hear(adapter, "heat", "notifications");
    awaitConsumer(HEAT, "notifications.info");

    HttpResponse<String> created =
        http(
            request(heatPort, "stacks")
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        JSON.writeValueAsString(
                            Map.of("stack_name", "by_http", "template", TEMPLATE)))));

    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    Notification end = nextOf(hearing, "orchestration.stack.create.end", "by_http");
    JsonNode payload = JSON.valueToTree(end.payload());
    assertThat(payload.path("tenant_id").asText()).isEqualTo(PROJECT);
    assertThat(payload.path("state").asText()).isEqualTo("CREATE_COMPLETE");
    assertThat(end.publisherId()).startsWith("orchestration.");
    assertThat(end.context().get("request_id").toString()).startsWith("req-");
  }

  @Test
  void ceilometerHearsWhatWeTellAndTellsWhatItMakesOfIt() throws Exception {
    AdapterFixture adapter = start(url(METERING), bean -> bean.setControlExchange("nova"));
    Hearing hearing = hear(adapter, "ceilometer", "event");
    awaitConsumer(METERING, "event.sample");

    try (RpcConnection connection = adapter.connect()) {
      connection
          .notifier("compute.java")
          .withContext(ADMIN)
          .info(
              "compute.instance.create.end",
              Map.of("instance_id", "i-1", "tenant_id", PROJECT, "memory_mb", 512));
    }

    Notification told = hearing.desk().next();
    assertThat(told).isNotNull();
    JsonNode event = JSON.valueToTree(told.payload()).path(0);
    assertThat(event.path("event_type").asText()).isEqualTo("compute.instance.create.end");
    assertThat(event.path("traits").toString())
        .contains("[\"instance_id\",1,\"i-1\"]", "[\"memory_mb\",2,512]", "[\"host\",1,\"java\"]");
  }

  private static Hearing hear(AdapterFixture adapter, String exchange, String topics)
      throws Exception {
    NotificationActivationSpec spec = new NotificationActivationSpec();
    spec.setExchange(exchange);
    spec.setTopics(topics);
    return Hearing.start(adapter, spec);
  }

  private static Notification nextOf(Hearing hearing, String eventType, String stack)
      throws InterruptedException {
    while (true) {
      Notification next = hearing.desk().next();
      assertThat(next).as("%s of %s", eventType, stack).isNotNull();
      if (next.eventType().equals(eventType)
          && JSON.valueToTree(next.payload()).path("stack_name").asText().equals(stack)) {
        return next;
      }
    }
  }
}
