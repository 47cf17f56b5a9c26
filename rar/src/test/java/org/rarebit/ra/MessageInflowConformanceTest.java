package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.NotSupportedException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.ResourceAdapter;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.api.Notification;
import org.rarebit.api.RemoteErrorException;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;
import org.rarebit.api.Target;
import org.rarebit.ra.inbound.NotificationActivationSpec;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.testkit.container.DeliveryOutcome;
import org.rarebit.testkit.container.EndpointStyle;
import org.rarebit.testkit.container.FakeEndpointFactory;

/** Message inflow (Connectors 13), point by point; docs/conformance.md has the list. */
class MessageInflowConformanceTest {

  private static final Target CALCULATOR = Target.topic("calculator");

  private AdapterFixture fixture;
  private RpcConnection connection;

  @BeforeEach
  void start() throws Exception {
    fixture = AdapterFixture.start();
    connection = fixture.connect();
  }

  @AfterEach
  void stop() {
    connection.close();
    fixture.close();
  }

  private RpcClient client() {
    return connection.client(CALCULATOR);
  }

  /** An application's class loader: it has a copy of this class, and the parent's everything. */
  private static final class ApplicationLoader extends URLClassLoader {

    ApplicationLoader() {
      super(new URL[] {RoamingBean.class.getProtectionDomain().getCodeSource().getLocation()});
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith(RoamingBean.class.getName())) {
        Class<?> known = findLoadedClass(name);
        return known == null ? findClass(name) : known;
      }
      return super.loadClass(name, resolve);
    }
  }

  @ParameterizedTest
  @Tag("point-56")
  @Tag("point-70")
  @EnumSource(EndpointStyle.class)
  void methodsAndClassesAreThoseOfTheEndpointClassAndItsLoader(EndpointStyle style)
      throws Exception {
    try (ApplicationLoader application = new ApplicationLoader()) {
      Class<?> bean = application.loadClass(RoamingBean.class.getName());
      assertThat(bean).isNotEqualTo(RoamingBean.class);
      activateAnew(bean, style);
      fixture.awaitConsumers("calculator", 1);

      // the threads of the container have a context class loader that knows no application
      assertThat(client().request("loaders").arg("item", Map.of("name", "bolt")).call())
          .isEqualTo(List.of(true, true, true));
    }
  }

  private <B> void activateAnew(Class<B> bean, EndpointStyle style) throws Exception {
    fixture
        .container()
        .activate(
            fixture.spec("node1"),
            fixture
                .container()
                .endpoints(
                    bean,
                    () -> {
                      try {
                        return bean.getConstructor().newInstance();
                      } catch (ReflectiveOperationException e) {
                        throw new IllegalStateException(e);
                      }
                    })
                .style(style));
  }

  @ParameterizedTest
  @Tag("point-57")
  @ValueSource(booleans = {false, true})
  void withNoBeanFreeARequestWaits(boolean retryable) throws Exception {
    AdapterFixture.Serving serving = fixture.serve();
    if (retryable) {
      serving.endpoints().retryLaterNext(3);
    } else {
      serving.endpoints().unavailableNext(3);
    }

    assertThat(client().request("add").arg("a", 1).arg("b", 2).call()).isEqualTo(3L);
  }

  @ParameterizedTest
  @Tag("point-57")
  @ValueSource(booleans = {false, true})
  void withNoBeanFreeANotificationWaits(boolean retryable) throws Exception {
    Hearing hearing = Hearing.start(fixture, new NotificationActivationSpec());
    fixture.awaitConsumers("notifications.sample", 1);
    if (retryable) {
      hearing.endpoints().retryLaterNext(3);
    } else {
      hearing.endpoints().unavailableNext(3);
    }

    connection.notifier("test").info("paid", null);

    assertThat(hearing.desk().next().eventType()).isEqualTo("paid");
  }

  @Test
  @Tag("point-60")
  void anotherAdaptersSpecIsNotSupported() {
    ActivationSpec foreign =
        new ActivationSpec() {
          @Override
          public void validate() {}

          @Override
          public ResourceAdapter getResourceAdapter() {
            return null;
          }

          @Override
          public void setResourceAdapter(ResourceAdapter adapter) {}
        };

    assertThatThrownBy(
            () -> fixture.adapter().endpointActivation(new PlainEndpoints(any -> {}), foreign))
        .isInstanceOf(NotSupportedException.class);
    assertThatCode(
            () -> fixture.adapter().endpointDeactivation(new PlainEndpoints(any -> {}), foreign))
        .doesNotThrowAnyException();
  }

  @Test
  @Tag("point-61")
  void manyBeansComeAndGoAtTheSameTime() throws Exception {
    AdapterFixture.Serving stays = fixture.serve();
    ExecutorService deployers = Executors.newFixedThreadPool(8);
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      // of four servers, so that beans join and leave servers that others make and close
      RpcActivationSpec spec = fixture.spec("shared" + i % 4);
      all.add(
          deployers.submit(
              () -> {
                AdapterFixture.Serving one = fixture.activate(spec, EndpointStyle.STANDARD);
                fixture.deactivate(one);
                return null;
              }));
    }
    for (Future<?> one : all) {
      one.get(60, TimeUnit.SECONDS);
    }
    deployers.shutdown();

    assertThat(client().request("add").server("node1").arg("a", 1).arg("b", 2).call())
        .isEqualTo(3L);
    fixture.deactivate(stays);
    assertThat(
            fixture
                .broker()
                .await(
                    AdapterFixture.PATIENCE,
                    b ->
                        b.queueNames().stream()
                            .allMatch(q -> b.consumerCount(q) == 0 || q.startsWith("reply_"))))
        .as("nobody consumes any more")
        .isTrue();
  }

  @ParameterizedTest
  @Tag("point-63")
  @EnumSource(EndpointStyle.class)
  void theBeansOwnExceptionIsTheFailureCheckedOrWrapped(EndpointStyle style) throws Exception {
    fixture.activate(fixture.spec("node1"), style);
    fixture.awaitConsumers("calculator", 1);

    assertThatThrownBy(() -> client().request("refuse").arg("why", "checked").call())
        .isInstanceOfSatisfying(
            RemoteErrorException.class,
            failure -> assertThat(failure.remoteMessage()).isEqualTo("checked"));
    assertThatThrownBy(() -> client().request("fail").arg("text", "in an EJBException").call())
        .isInstanceOfSatisfying(
            RemoteErrorException.class,
            failure -> assertThat(failure.remoteClass()).isEqualTo("IllegalStateException"));
  }

  @Test
  @Tag("point-64")
  void factoriesAndSpecsAreToldByIdentity() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    PlainEndpoints one = new PlainEndpoints(event -> heard.add("one " + event.eventType()));
    PlainEndpoints other = new PlainEndpoints(event -> heard.add("other " + event.eventType()));
    assertThat(one).isEqualTo(other);
    NotificationActivationSpec spec = new NotificationActivationSpec();
    fixture.container().associate(spec);
    fixture.adapter().endpointActivation(one, spec);
    fixture.adapter().endpointActivation(other, spec);
    fixture.awaitConsumers("notifications.sample", 1);

    connection.notifier("test").info("both", null);
    assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo("one both");
    assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo("other both");
    fixture.adapter().endpointDeactivation(one, spec);
    connection.notifier("test").info("left", null);

    assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo("other left");
    fixture.adapter().endpointDeactivation(other, spec);
  }

  /** The strict endpoints object to two threads, a second release and a wrong order. */
  @ParameterizedTest
  @Tag("point-65")
  @Tag("point-68")
  @Tag("bug-B8")
  @EnumSource(EndpointStyle.class)
  void underLoadEachDeliveryHasAnEndpointAndAThreadOfItsOwn(EndpointStyle style) throws Exception {
    AdapterFixture.Serving serving = fixture.activate(fixture.spec("node1"), style);
    fixture.awaitConsumers("calculator", 1);
    List<CompletionStage<Object>> calls = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      calls.add(client().request("add").arg("a", i).arg("b", 1).callAsync());
    }
    for (int i = 0; i < 500; i++) {
      assertThat(calls.get(i).toCompletableFuture().get(30, TimeUnit.SECONDS)).isEqualTo(i + 1L);
    }

    assertThat(fixture.container().violations()).isEmpty();
    assertThat(serving.endpoints().deliveries()).hasSize(500);
    assertThat(serving.endpoints().created()).isLessThan(500); // they serve one after the other
    awaitNoOpenEndpoint(serving.endpoints());
  }

  /** A thread keeps its endpoint for the moment in which it waits for another request. */
  private static void awaitNoOpenEndpoint(FakeEndpointFactory<?> endpoints) {
    long end = System.nanoTime() + AdapterFixture.PATIENCE.toNanos();
    while (endpoints.open() > 0) {
      assertThat(System.nanoTime()).as("all endpoints are released").isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  @Tag("point-68")
  void afterAnExceptionAnotherEndpointServes() throws Exception {
    AdapterFixture.Serving serving =
        fixture.activate(fixture.spec("node1"), EndpointStyle.STANDARD);
    fixture.awaitConsumers("calculator", 1);

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> client().request("fail").arg("text", "no").call())
          .isInstanceOf(RemoteErrorException.class);
    }

    assertThat(serving.endpoints().created()).isEqualTo(3);
    awaitNoOpenEndpoint(serving.endpoints());
    assertThat(fixture.container().violations()).isEmpty();
  }

  @Test
  @Tag("point-66")
  void nothingOfADeliveryIsKept() throws Exception {
    CompletableFuture<WeakReference<Notification>> heard = new CompletableFuture<>();
    PlainEndpoints endpoints =
        new PlainEndpoints(event -> heard.complete(new WeakReference<>(event)));
    NotificationActivationSpec spec = new NotificationActivationSpec();
    fixture.container().associate(spec);
    fixture.adapter().endpointActivation(endpoints, spec);
    fixture.awaitConsumers("notifications.sample", 1);
    connection.notifier("test").info("paid", List.of("invoice"));

    WeakReference<Notification> notification = heard.get(30, TimeUnit.SECONDS);

    long end = System.nanoTime() + AdapterFixture.PATIENCE.toNanos();
    while (notification.get() != null) {
      assertThat(System.nanoTime()).as("the notification can be collected").isLessThan(end);
      System.gc();
      LockSupport.parkNanos(10_000_000);
    }
    fixture.adapter().endpointDeactivation(endpoints, spec);
  }

  @Test
  @Tag("point-67")
  void thereAreNoXaResourcesToRecover() {
    assertThat(fixture.adapter().getXAResources(new ActivationSpec[] {fixture.spec("node1")}))
        .isNull();
  }

  @Test
  @Tag("point-68")
  @Tag("bug-B2")
  void afterDeliveryComesAfterEveryKindOfFailure() throws Exception {
    FakeEndpointFactory<FailingBean> beans =
        fixture.container().endpoints(FailingBean.class, FailingBean::new);
    fixture.container().workManager().threads(1); // a transaction that is left would be found
    fixture.container().activate(fixture.spec("node1"), beans);
    fixture.awaitConsumers("calculator", 1);

    for (String how : List.of("checked", "unchecked", "error")) {
      assertThatThrownBy(() -> client().request("fail_with").arg("how", how).call())
          .isInstanceOf(RemoteErrorException.class)
          .hasMessageContaining(how);
    }
    assertThat(client().request("fail_with").arg("how", "not at all").call()).isNull();

    assertThat(beans.deliveries())
        .extracting(delivery -> delivery.outcome())
        .containsExactly(
            DeliveryOutcome.COMMITTED, // an application's exception is an answer
            DeliveryOutcome.ROLLED_BACK,
            DeliveryOutcome.ROLLED_BACK,
            DeliveryOutcome.COMMITTED);
    awaitNoOpenEndpoint(beans);
    assertThat(fixture.container().violations()).isEmpty();
  }

  /** Fails as it is told. */
  public static class FailingBean implements RpcListener {
    @RpcMethod("fail_with")
    public void failWith(String how) throws RefusedException {
      switch (how) {
        case "checked" -> throw new RefusedException(how);
        case "unchecked" -> throw new IllegalStateException(how);
        case "error" -> throw new AssertionError(how);
        default -> {
          // not at all
        }
      }
    }
  }

  @Test
  @Tag("point-69")
  void theMethodThatIsAnnouncedIsTheBeansOrTheListeners() throws Exception {
    PlainEndpoints endpoints = new PlainEndpoints(any -> {});
    NotificationActivationSpec spec = new NotificationActivationSpec();
    fixture.container().associate(spec);
    fixture.adapter().endpointActivation(endpoints, spec);
    fixture.awaitConsumers("notifications.sample", 1);
    connection.notifier("test").info("paid", null);
    assertThat(endpoints.told.poll(30, TimeUnit.SECONDS).getDeclaringClass())
        .isIn(endpoints.getEndpointClass(), org.rarebit.api.NotificationListener.class);
    fixture.adapter().endpointDeactivation(endpoints, spec);

    // the strict endpoints resolve no method of their own class
    AdapterFixture.Serving serving = fixture.serve();
    client().request("add").arg("a", 1).arg("b", 2).call();
    assertThat(
            serving
                .endpoints()
                .awaitDeliveries(1, AdapterFixture.PATIENCE)
                .get(0)
                .method()
                .getDeclaringClass())
        .isEqualTo(CalculatorBean.class);
  }

  @ParameterizedTest
  @Tag("point-71")
  @ValueSource(strings = {"unchecked", "error"})
  void anyThrowableIsAFailedDelivery(String how) throws Exception {
    FakeEndpointFactory<FailingBean> beans =
        fixture.container().endpoints(FailingBean.class, FailingBean::new);
    RpcActivationSpec spec = fixture.spec("node1");
    spec.setAcknowledgement("AFTER_COMMIT");
    fixture.container().activate(spec, beans);
    fixture.awaitConsumers("calculator", 1);

    client().request("fail_with").arg("how", how).cast();

    assertThat(beans.awaitDeliveries(2, AdapterFixture.PATIENCE)) // once more, as documented
        .extracting(delivery -> delivery.outcome())
        .containsExactly(DeliveryOutcome.ROLLED_BACK, DeliveryOutcome.ROLLED_BACK);
  }

  @Test
  @Tag("point-72")
  void afterADeactivationNoDeliveryStartsAndNoEndpointIsLeft() throws Exception {
    RpcActivationSpec spec = fixture.spec("node1");
    AdapterFixture.Serving serving = fixture.activate(spec, EndpointStyle.STANDARD);
    fixture.awaitConsumers("calculator", 1);
    for (int i = 0; i < 300; i++) {
      client().request("log").arg("line", "line " + i).cast();
    }

    fixture.deactivate(serving); // which looks for endpoints that are not released
    int begun = serving.endpoints().created();
    int heard = fixture.desk().heard.size();
    for (int i = 300; i < 350; i++) {
      client().request("log").arg("line", "line " + i).cast();
    }

    assertThat(
            fixture
                .broker()
                .await(
                    AdapterFixture.PATIENCE,
                    b ->
                        b.messageCount("calculator") == 350 - heard
                            && b.unackedCount("calculator") == 0))
        .as("what was not begun is the broker's")
        .isTrue();
    assertThat(serving.endpoints().created()).isEqualTo(begun);
    assertThat(serving.endpoints().open()).isZero();
    assertThat(fixture.container().violations()).isEmpty();
  }

  @Test
  @Tag("point-73")
  void deactivatingAgainOrWhatWasNeverActiveIsIgnored() throws Exception {
    AdapterFixture.Serving serving = fixture.serve();
    fixture.deactivate(serving);

    assertThatCode(
            () -> {
              fixture.adapter().endpointDeactivation(serving.endpoints(), serving.spec());
              fixture.adapter().endpointDeactivation(serving.endpoints(), fixture.spec("never"));
              fixture
                  .adapter()
                  .endpointDeactivation(
                      new PlainEndpoints(any -> {}), new NotificationActivationSpec());
            })
        .doesNotThrowAnyException();
    connection.close();
    fixture.container().stop();
    assertThatCode(
            () -> fixture.adapter().endpointDeactivation(serving.endpoints(), serving.spec()))
        .doesNotThrowAnyException();
  }

  /** Has callbacks that are public, as many have. */
  public static class CalledBackBean implements RpcListener {

    static final List<String> CALLED = new java.util.concurrent.CopyOnWriteArrayList<>();

    @jakarta.annotation.PostConstruct
    public void init() {
      CALLED.add("init");
    }

    @jakarta.annotation.PreDestroy
    public void destroy() {
      CALLED.add("destroy");
    }

    @jakarta.ejb.Timeout
    public void timeout() {
      CALLED.add("timeout");
    }

    @RpcMethod
    public String open() {
      return "open";
    }
  }

  @ParameterizedTest
  @Tag("point-89")
  @ValueSource(
      strings = {
        "init",
        "destroy",
        "timeout",
        "toString",
        "getClass",
        "hashCode",
        "finalize",
        "release",
        "beforeDelivery",
        "afterDelivery",
        "onNotification"
      })
  void callbacksOfTheBeanAndItsEndpointCannotBeCalled(String method) throws Exception {
    for (String policy : List.of("DEFAULT", "LEGACY", "EXPLICIT")) {
      RpcActivationSpec spec = fixture.spec(policy);
      spec.setAccessPolicy(policy);
      fixture
          .container()
          .activate(spec, fixture.container().endpoints(CalledBackBean.class, CalledBackBean::new));
      fixture.awaitConsumers("calculator." + policy, 1);

      assertThat(client().request("open").server(policy).call()).isEqualTo("open");
      assertThatThrownBy(() -> client().request(method).server(policy).call())
          .hasMessageContaining("NoSuchMethod");
    }
    assertThat(CalledBackBean.CALLED).isEmpty();
  }
}
