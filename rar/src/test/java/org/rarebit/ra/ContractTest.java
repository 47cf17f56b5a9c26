package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.ejb.ApplicationException;
import jakarta.resource.spi.InvalidPropertyException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rarebit.api.Arg;
import org.rarebit.api.Args;
import org.rarebit.api.CallOptions;
import org.rarebit.api.InvalidTargetException;
import org.rarebit.api.Name;
import org.rarebit.api.Naming;
import org.rarebit.api.Nulls;
import org.rarebit.api.RemoteErrorException;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcContext;
import org.rarebit.api.RpcContract;
import org.rarebit.api.RpcError;
import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;
import org.rarebit.api.Target;
import org.rarebit.api.TypeRef;
import org.rarebit.api.ValueMapper;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.testkit.container.EndpointStyle;

/** What contracts may say, from the caller's proxy to the bean and back. */
class ContractTest {

  private static final Target TOPIC = Target.topic("contract");

  private AdapterFixture fixture;
  private RpcConnection connection;

  @BeforeEach
  void start() throws Exception {
    fixture = AdapterFixture.start();
    connection = fixture.connect();
  }

  @AfterEach
  void stop() throws Exception {
    connection.close();
    fixture.close();
  }

  private <B> void serve(Class<B> bean, Supplier<B> maker) throws Exception {
    serve(bean, maker, EndpointStyle.STANDARD);
  }

  private <B> void serve(Class<B> bean, Supplier<B> maker, EndpointStyle style) throws Exception {
    RpcActivationSpec spec = new RpcActivationSpec();
    spec.setTopic("contract");
    spec.setServer("node1");
    fixture.container().activate(spec, fixture.container().endpoints(bean, maker).style(style));
    fixture.awaitConsumers("contract", 1);
  }

  private Object call(String method, Map<String, ?> args) {
    return connection.client(TOPIC).request(method).args(args).call();
  }

  // ---------------------------------------------------------------- generic super-interfaces

  public record Item(int id, String label) {}

  /** Knows neither. */
  public interface Store<E, K> {
    E find(K key);

    List<E> all(Map<K, E[]> more);
  }

  @RpcContract
  public interface Items extends Store<Item, Integer> {}

  /** Its own methods are what has to be called, not the bridges. */
  public static class ItemsBean implements RpcListener, Items {
    @Override
    public Item find(Integer key) {
      return new Item(key, "found");
    }

    @Override
    public List<Item> all(Map<Integer, Item[]> more) {
      return List.of(more.get(1)[0]);
    }
  }

  /** The methods are those of a generic class. */
  public abstract static class GenericBean<E, K> implements Store<E, K> {
    private E kept;

    @Override
    public E find(K key) {
      return kept;
    }

    @Override
    public List<E> all(Map<K, E[]> more) {
      kept = more.values().iterator().next()[0];
      return List.of(kept);
    }

    /** Of no contract. */
    @RpcMethod
    public E keep(@Arg("element") E element) {
      kept = element;
      return kept;
    }
  }

  /** Says what the variables stand for. */
  public static class InheritingBean extends GenericBean<Item, Integer>
      implements RpcListener, Items {}

  @ParameterizedTest
  @EnumSource(EndpointStyle.class)
  void typesOfGenericInterfacesAreThoseOfTheContract(EndpointStyle style) throws Exception {
    serve(ItemsBean.class, ItemsBean::new, style);
    Items items = connection.proxy(Items.class, TOPIC);

    assertThat(items.find(7)).isEqualTo(new Item(7, "found"));
    assertThat(items.all(Map.of(1, new Item[] {new Item(1, "a")})))
        .containsExactly(new Item(1, "a"));
  }

  @ParameterizedTest
  @EnumSource(EndpointStyle.class)
  void typesOfGenericSuperclassesAreThoseOfTheBean(EndpointStyle style) throws Exception {
    InheritingBean bean = new InheritingBean();
    serve(InheritingBean.class, () -> bean, style);

    assertThat(
            connection
                .client(TOPIC)
                .request("keep")
                .arg("element", new Item(2, "b"))
                .call(Item.class))
        .isEqualTo(new Item(2, "b"));
    assertThat(connection.proxy(Items.class, TOPIC).find(2)).isEqualTo(new Item(2, "b"));
  }

  // ---------------------------------------------------------------- bridges, shared parents

  abstract static class HiddenBase {
    @RpcMethod
    public String inherited(@Arg("text") String text) {
      return text + "!";
    }
  }

  /** Has a bridge, so that who is elsewhere can call it. */
  public static class VisibleBean extends HiddenBase implements RpcListener {}

  @ParameterizedTest
  @EnumSource(EndpointStyle.class)
  void methodsOfASuperclassThatIsNotPublicAreServed(EndpointStyle style) throws Exception {
    serve(VisibleBean.class, VisibleBean::new, style);

    assertThat(call("inherited", Map.of("text", "a"))).isEqualTo("a!");
  }

  /** No contract of its own. */
  public interface Alive {
    Object alive();
  }

  @RpcContract
  public interface Left extends Alive {
    String left();
  }

  @RpcContract
  public interface Right extends Alive {
    @Override
    String alive();
  }

  /** One method for both. */
  public static class BothBean implements RpcListener, Left, Right {
    @Override
    public String alive() {
      return "yes";
    }

    @Override
    public String left() {
      return "l";
    }
  }

  @RpcContract
  public interface Both extends Left, Right {}

  @Test
  void aMethodOfTwoParentsIsOne() throws Exception {
    serve(BothBean.class, BothBean::new);

    assertThat(connection.proxy(Left.class, TOPIC).alive()).isEqualTo("yes");
    assertThat(connection.proxy(Right.class, TOPIC).alive()).isEqualTo("yes");
    assertThat(connection.proxy(Both.class, TOPIC).alive()).isEqualTo("yes");
    assertThat(((Alive) connection.proxy(Right.class, TOPIC)).alive()).isEqualTo("yes");
  }

  @RpcContract(namespace = "base", version = "1.1")
  public interface Base {
    String where();
  }

  @RpcContract(namespace = "child", version = "2.0")
  public interface Child extends Base {
    String more();
  }

  /** Serves both. */
  public static class ChildBean implements RpcListener, Child {
    @Override
    public String where() {
      return "here";
    }

    @Override
    public String more() {
      return "more";
    }
  }

  @Test
  void aContractThatExtendsAnotherAddsToIt() throws Exception {
    serve(ChildBean.class, ChildBean::new);
    RpcClient base = connection.client(TOPIC.namespace("base"));
    RpcClient child = connection.client(TOPIC.namespace("child").version("2.0"));

    assertThat(base.request("where").call()).isEqualTo("here");
    assertThat(child.request("where").call()).isEqualTo("here");
    assertThat(child.request("more").call()).isEqualTo("more");
    Child proxy = connection.proxy(Child.class, TOPIC);
    assertThat(proxy.where()).isEqualTo("here");
    assertThat(proxy.more()).isEqualTo("more");
    assertThatThrownBy(() -> base.request("more").call())
        .hasMessageContaining("NoSuchMethod")
        .hasMessageContaining("contract")
        .hasMessageContaining("namespace \"base\"")
        .hasMessageContaining("where");
    assertThatThrownBy(
            () -> connection.client(base.target().version("3.0")).request("where").call())
        .hasMessageContaining("UnsupportedVersion")
        .hasMessageContaining("namespace \"child\" version 2.0");
  }

  // ---------------------------------------------------------------- futures, default methods

  @RpcContract
  public interface Clock {
    CompletableFuture<Item> completable(int id);

    Future<Item> future(int id);
  }

  /** Answers later. */
  public static class ClockBean implements RpcListener, Clock {
    @Override
    public CompletableFuture<Item> completable(int id) {
      return CompletableFuture.supplyAsync(() -> new Item(id, "c"));
    }

    @Override
    public Future<Item> future(int id) {
      java.util.concurrent.FutureTask<Item> task =
          new java.util.concurrent.FutureTask<>(() -> new Item(id, "f"));
      new Thread(task).start();
      return task;
    }
  }

  @Test
  void futuresOfEveryKindAreCompleted() throws Exception {
    serve(ClockBean.class, ClockBean::new);
    Clock clock = connection.proxy(Clock.class, TOPIC);

    assertThat(clock.completable(1).get(20, TimeUnit.SECONDS)).isEqualTo(new Item(1, "c"));
    assertThat(clock.future(2).get(20, TimeUnit.SECONDS)).isEqualTo(new Item(2, "f"));
  }

  @RpcContract
  interface Speaker {
    String say(String word);

    default String twice(String word) {
      return say(word) + say(word);
    }
  }

  /** Of a contract that others cannot see. */
  public static class SpeakerBean implements RpcListener, Speaker {
    @Override
    public String say(String word) {
      return word;
    }
  }

  @Test
  void defaultMethodsOfContractsThatAreNotPublicRun() throws Exception {
    serve(SpeakerBean.class, SpeakerBean::new);

    assertThat(connection.proxy(Speaker.class, TOPIC).twice("a")).isEqualTo("aa");
  }

  // ---------------------------------------------------------------- values

  public record Sum(BigDecimal amount, Object any) {}

  @RpcContract
  public interface Bank {
    BigDecimal echo(BigDecimal value);

    Sum sum(Sum value);
  }

  /** Counts the digits. */
  public static class BankBean implements RpcListener, Bank {
    @Override
    public BigDecimal echo(BigDecimal value) {
      return value.add(new BigDecimal("0.00"));
    }

    @Override
    public Sum sum(Sum value) {
      return value;
    }
  }

  @Test
  void decimalsKeepTheirDigits() throws Exception {
    serve(BankBean.class, BankBean::new);
    Bank bank = connection.proxy(Bank.class, TOPIC);
    BigDecimal value = new BigDecimal("12345678901234567.89");

    assertThat(bank.echo(value)).isEqualTo(value);
    assertThat(bank.echo(new BigDecimal("1.10"))).isEqualTo(new BigDecimal("1.10"));
    assertThat(bank.sum(new Sum(value, 1.5))).isEqualTo(new Sum(value, 1.5));
    assertThat(call("echo", Map.of("value", new BigDecimal("1.10")))).isEqualTo(1.1);
    assertThat(
            connection
                .client(TOPIC)
                .request("echo")
                .arg("value", value)
                .call(new TypeRef<BigDecimal>() {}))
        .isEqualTo(value);
  }

  @RpcContract
  public interface Unbindable {
    InputStream open(Function<String, String> how);

    void start(@Arg("worker") Thread worker, @Arg("parts") List<Optional<Object[]>> parts);

    @SuppressWarnings("TypeParameterUnusedInFormals") // that it cannot be bound is what is tested
    <T> T any();
  }

  /** Cannot be served either. */
  public static class UnbindableBean implements RpcListener {
    /** Never called. */
    @RpcMethod
    public void put(@Arg("in") InputStream in, @Arg("then") Runnable then) {}
  }

  @Test
  void whatHasNoFormInJsonIsRefusedAtOnceAllOfIt() {
    assertThatThrownBy(() -> connection.proxy(Unbindable.class, TOPIC))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Unbindable.open returns java.io.InputStream")
        .hasMessageContaining("Unbindable.open takes java.util.function.Function")
        .hasMessageContaining("Unbindable.start takes java.lang.Thread")
        .hasMessageContaining("as \"worker\"")
        .hasMessageContaining("Unbindable.any returns T, a type variable that nothing binds")
        .hasMessageNotContaining("parts");
    assertThatThrownBy(() -> serve(UnbindableBean.class, UnbindableBean::new))
        .hasMessageContaining("UnbindableBean.put takes java.io.InputStream")
        .hasMessageContaining("UnbindableBean.put takes java.lang.Runnable");
  }

  @RpcContract
  public interface Asking {
    String who(RpcContext context);
  }

  /** Serves it. */
  public static class AskingBean implements RpcListener, Asking {
    @Override
    public String who(RpcContext context) {
      return context.method();
    }
  }

  @Test
  void aContractDoesNotAskItsCallersForTheRequestThatTheServerSees() {
    String refused = "Asking.who takes an RpcContext, which its callers do not have";
    assertThatThrownBy(() -> connection.proxy(Asking.class, TOPIC)).hasMessageContaining(refused);
    assertThatThrownBy(() -> serve(AskingBean.class, AskingBean::new))
        .hasMessageContaining(refused);
  }

  // ---------------------------------------------------------------- versions

  @RpcContract(version = "1.36")
  public interface Engine {
    @RpcMethod(version = "1.0")
    String getRevision();

    String show();
  }

  /** An older server of the same. */
  public static class OldEngine implements RpcListener {
    /** Since 1.0. */
    @RpcMethod(version = "1.30")
    public String getRevision() {
      return "old";
    }
  }

  /** A server of today. */
  public static class EngineBean implements RpcListener, Engine {
    @Override
    public String getRevision() {
      return "new";
    }

    @Override
    public String show() {
      return "shown";
    }
  }

  @Test
  void aMethodAsksForTheVersionThatItNeeds() throws Exception {
    serve(OldEngine.class, OldEngine::new);
    Engine engine =
        connection
            .client(TOPIC)
            .with(CallOptions.none().withVersionCap("1.30"))
            .proxy(Engine.class);

    assertThat(engine.getRevision()).isEqualTo("old");
    assertThatThrownBy(engine::show).hasMessageContaining("capped to 1.30");
    assertThat(connection.proxy(Engine.class, TOPIC.version("1.36")).getRevision())
        .isEqualTo("old");
  }

  @Test
  void aContractServesAllItsMethodsInItsVersion() throws Exception {
    serve(EngineBean.class, EngineBean::new);

    assertThat(connection.client(TOPIC.version("1.36")).request("getRevision").call())
        .isEqualTo("new");
    assertThat(connection.proxy(Engine.class, TOPIC).show()).isEqualTo("shown");
  }

  @Test
  void aVersionThatIsNoneIsRefusedBeforeAnythingIsSent() {
    for (String version : List.of("banana", "1", "1.x", "")) {
      assertThatThrownBy(() -> connection.client(TOPIC.version(version)).request("m").call())
          .isInstanceOf(InvalidTargetException.class)
          .hasMessageContaining("major.minor");
    }
  }

  // ---------------------------------------------------------------- arguments

  @RpcContract
  public interface Arguments {
    Map<String, Object> all(@Args Map<String, Object> all);

    List<Object> some(
        String first, Optional<Integer> second, OptionalInt third, @Args Map<String, Item> rest);
  }

  /** Shows what came. */
  public static class ArgumentsBean implements RpcListener, Arguments {
    @Override
    public Map<String, Object> all(Map<String, Object> all) {
      return all;
    }

    @Override
    public List<Object> some(
        String first, Optional<Integer> second, OptionalInt third, Map<String, Item> rest) {
      return Arrays.asList(first, second, third, rest);
    }
  }

  @Test
  void argumentsOfAnyNameAreSpreadAndCollected() throws Exception {
    serve(ArgumentsBean.class, ArgumentsBean::new);
    Arguments arguments = connection.proxy(Arguments.class, TOPIC);
    Map<String, Object> withNull = new HashMap<>();
    withNull.put("a", 1);
    withNull.put("b", null);

    assertThat(call("all", withNull)).isEqualTo(arguments.all(withNull));
    assertThat(arguments.all(withNull)).containsEntry("a", 1L).containsEntry("b", null);
    assertThat(arguments.all(null)).isEmpty();
    assertThat(
            arguments.some(null, Optional.of(2), OptionalInt.of(3), Map.of("x", new Item(1, "l"))))
        .isEqualTo(Arrays.asList(null, 2L, 3L, Map.of("x", Map.of("id", 1L, "label", "l"))));
    assertThatThrownBy(
            () ->
                arguments.some(
                    "f", Optional.empty(), OptionalInt.empty(), Map.of("second", new Item(1, ""))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two arguments named \"second\"");
  }

  @RpcContract
  public interface LeftOut {
    Map<String, Object> all(Optional<Integer> a, Integer b, Optional<String> c);
  }

  @Test
  void anEmptyOptionalIsLeftOutAndNullIsSent() throws Exception {
    serve(ArgumentsBean.class, ArgumentsBean::new);
    LeftOut caller = connection.proxy(LeftOut.class, TOPIC);

    assertThat(caller.all(Optional.empty(), null, Optional.of("x")))
        .containsOnlyKeys("b", "c")
        .containsEntry("b", null);
    Map<String, Object> nothing = new HashMap<>();
    nothing.put("first", null);
    assertThat(call("some", nothing)).isEqualTo(Arrays.asList(null, null, null, Map.of()));
    assertThatThrownBy(() -> call("some", Map.of()))
        .hasMessageContaining("missing argument 'first'");
  }

  // ---------------------------------------------------------------- names, nulls, formats

  public record ServerInfo(
      String hostName, @Name("RAM") Integer ramMb, Optional<String> flavorId) {}

  @RpcContract(names = Naming.SNAKE_CASE, nulls = Nulls.OMIT)
  public interface Pythonic {
    ServerInfo showServer(ServerInfo serverInfo, @Arg("asIs") int asIs);
  }

  /** As a Python peer would see it. */
  public static class PythonicBean implements RpcListener, Pythonic {
    @Override
    public ServerInfo showServer(ServerInfo serverInfo, int asIs) {
      return new ServerInfo(serverInfo.hostName() + asIs, null, serverInfo.flavorId());
    }
  }

  @Test
  void namesAndNullsFollowTheContract() throws Exception {
    serve(PythonicBean.class, PythonicBean::new);

    assertThat(
            call(
                "show_server",
                Map.of("server_info", Map.of("host_name", "h", "RAM", 5), "asIs", 1)))
        .isEqualTo(Map.of("host_name", "h1"));
    assertThat(
            connection
                .proxy(Pythonic.class, TOPIC)
                .showServer(new ServerInfo("h", null, Optional.of("f")), 2))
        .isEqualTo(new ServerInfo("h2", null, Optional.of("f")));
  }

  /** Each value is JSON text within the JSON. */
  public static final class JsonText implements ValueMapper {
    @Override
    public Object toWire(Object value, Place place) {
      return place.toText(value);
    }

    @Override
    public Object fromWire(Object value, Place place) {
      return place.fromText((String) value);
    }
  }

  @RpcContract(values = JsonText.class)
  public interface Mistral {
    Item run(Item item, BigDecimal price, @Args Map<String, Object> more);
  }

  /** Encodes as its callers do. */
  public static class MistralBean implements RpcListener, Mistral {
    @Override
    public Item run(Item item, BigDecimal price, Map<String, Object> more) {
      return new Item(item.id() + 1, item.label() + price + more);
    }
  }

  @Test
  void aMapperStandsBetweenValuesAndTheWire() throws Exception {
    serve(MistralBean.class, MistralBean::new);

    assertThat(
            call(
                "run",
                Map.of("item", "{\"id\": 1, \"label\": \"x\"}", "price", "1.10", "a", "[1]")))
        .isEqualTo("{\"id\":2,\"label\":\"x1.10{a=[1]}\"}");
    assertThat(
            connection
                .proxy(Mistral.class, TOPIC)
                .run(new Item(1, "y"), new BigDecimal("2.50"), Map.of("b", "t")))
        .isEqualTo(new Item(2, "y2.50{b=t}"));
    assertThatThrownBy(() -> call("run", Map.of("item", "{", "price", "1")))
        .hasMessageContaining("TypeError")
        .hasMessageContaining("argument 'item'");
  }

  // ---------------------------------------------------------------- failures

  /** Made of its arguments at the peer. */
  @RpcError(name = "StackExists", module = "heat.common.exception")
  @ApplicationException
  public static class StackExistsException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String stackName;
    private final transient Optional<Integer> count;

    public StackExistsException(
        String message,
        @Arg("stack_name") String stackName,
        @Arg("count") Optional<Integer> count) {
      super(message);
      this.stackName = stackName;
      this.count = count;
    }

    public String getStackName() {
      return stackName;
    }
  }

  @RpcContract
  public interface Stacks {
    void create(String name) throws StackExistsException;

    void delete(String name);
  }

  /** Fails. */
  public static class StacksBean implements RpcListener, Stacks {
    @Override
    public void create(String name) {
      throw new StackExistsException("It exists: " + name, name, Optional.of(3));
    }

    @Override
    public void delete(String name) {
      RemoteErrorException remote =
          new RemoteErrorException(
              "NotFound", "nova.exception", "gone", List.of(), Map.of("id", name), "");
      throw new CompletionException(remote);
    }
  }

  @Test
  void argumentsOfErrorsTravelBothWays() throws Exception {
    serve(StacksBean.class, StacksBean::new);

    RemoteErrorException raw =
        catchThrowableOfType(
            RemoteErrorException.class, () -> call("create", Map.of("name", "web")));
    assertThat(raw.remoteKwargs()).isEqualTo(Map.of("stack_name", "web", "count", 3L));
    assertThat(raw.remoteArgs()).isEmpty();
    assertThat(raw.remoteMessage()).isEqualTo("It exists: web");

    StackExistsException made =
        catchThrowableOfType(
            StackExistsException.class, () -> connection.proxy(Stacks.class, TOPIC).create("web"));
    assertThat(made).hasMessage("It exists: web").hasCauseInstanceOf(RemoteErrorException.class);
    assertThat(made.getStackName()).isEqualTo("web");
    assertThat(made.count).contains(3);
  }

  /** Neither checked nor marked. */
  @RpcError(name = "Gone", module = "test")
  public static class GoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public GoneException(String message) {
      super(message);
    }
  }

  /** Declares one. */
  @RpcContract
  public interface Forgetful {
    void forget() throws GoneException;
  }

  /** Of a super-type's contract, and encloses another. */
  public static class ForgetfulBean implements RpcListener, Forgetful {
    /** Likewise. */
    @RpcError
    public static final class LostException extends RuntimeException {
      private static final long serialVersionUID = 1L;
    }

    @Override
    public void forget() {
      throw new GoneException("gone");
    }
  }

  @Test
  void mappedErrorsThatTheContainerWouldTakeForFailuresAreRefusedAtDeployment() {
    assertThatThrownBy(() -> serve(ForgetfulBean.class, ForgetfulBean::new))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessageContaining(GoneException.class.getName())
        .hasMessageContaining(ForgetfulBean.LostException.class.getName())
        .hasMessageContaining("@ApplicationException")
        .hasMessageNotContaining("StackExists");
  }

  @Test
  void aRemoteFailureThatIsPassedOnStaysWhatItWas() throws Exception {
    serve(StacksBean.class, StacksBean::new);

    RemoteErrorException raw =
        catchThrowableOfType(RemoteErrorException.class, () -> call("delete", Map.of("name", "n")));

    assertThat(raw.remoteClass()).isEqualTo("NotFound");
    assertThat(raw.remoteModule()).isEqualTo("nova.exception");
    assertThat(raw.remoteKwargs()).isEqualTo(Map.of("id", "n"));
  }

  // ---------------------------------------------------------------- two beans, one method

  /** Another one. */
  public static class SecondClockBean extends ClockBean {}

  @Test
  void beansThatShareAMethodAreNamed() throws Exception {
    serve(ClockBean.class, ClockBean::new);

    assertThatThrownBy(() -> serve(SecondClockBean.class, SecondClockBean::new))
        .hasMessageContaining("$ClockBean")
        .hasMessageContaining("SecondClockBean")
        .hasMessageContaining("completable, future");
    fixture.container().takeViolations();
  }
}
