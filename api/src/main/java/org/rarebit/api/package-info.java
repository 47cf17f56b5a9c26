/**
 * What applications compile against: connections that call, cast, fan out and notify, the listeners
 * that message-driven beans implement, and the contracts that both sides share.
 *
 * <p>Words are oslo.messaging's: a <em>target</em> names where a message goes, a <em>call</em>
 * waits for an answer, a <em>cast</em> does not, a <em>fanout</em> reaches every server of a topic.
 * A <em>connection</em> here is the application's handle in the sense of Jakarta Connectors; the
 * adapter shares few sockets among many of them.
 *
 * <h2>Calling</h2>
 *
 * {@link RpcConnectionFactory} makes what is kept in fields: a proxy of a contract, or a {@link
 * RpcClient} for methods by name. Each call takes a connection from the container's pool and gives
 * it back. A call blocks its thread, at most for its timeout; {@code callAsync}, and methods of a
 * contract that return a {@code CompletionStage}, do not.
 *
 * <pre>{@code
 * @RpcContract(version = "1.0")
 * public interface Calculator {
 *   long add(@Arg("a") long a, @Arg("b") long b);
 *   @Cast void log(@Arg("line") String line);
 * }
 *
 * @Stateless
 * public class Reports {
 *
 *   @Resource(lookup = "java:app/rarebit/rpc") RpcConnectionFactory rpc;
 *   Calculator calculator;
 *   RpcClient compute;
 *
 *   @PostConstruct
 *   void init() {
 *     calculator = rpc.proxy(Calculator.class, Target.topic("calculator"));
 *     compute = rpc.client(Target.topic("compute").version("6.0"));
 *   }
 *
 *   public String report() {
 *     long sum = calculator.add(2, 3);
 *     compute.request("refresh").fanout();
 *     return sum + compute.request("get_name").arg("id", 7).call(String.class);
 *   }
 * }
 * }</pre>
 *
 * <h2>Serving</h2>
 *
 * A message-driven bean of {@link RpcListener} serves the methods of the contracts that it
 * implements, and those marked {@link RpcMethod}. {@link RpcContext} tells of the request that is
 * being served.
 *
 * <pre>{@code
 * @MessageDriven(messageListenerInterface = RpcListener.class, activationConfig =
 *     @ActivationConfigProperty(propertyName = RpcActivation.TOPIC, propertyValue = "calculator"))
 * public class CalculatorBean implements RpcListener {
 *
 *   @RpcMethod
 *   public long add(@Arg("a") long a, @Arg("b") long b, RpcContext request) {
 *     return request.isRedelivered() ? 0 : a + b;
 *   }
 * }
 * }</pre>
 *
 * <h2>Notifying</h2>
 *
 * A {@link Notifier} tells whom it may concern; beans of {@link NotificationListener}, {@link
 * NotificationBatchListener} or {@link AnnotatedNotificationListener} hear.
 *
 * <pre>{@code
 * rpc.notifier("billing.web1").info("invoice.created", Map.of("id", 7));
 * }</pre>
 *
 * <pre>{@code
 * @MessageDriven(messageListenerInterface = AnnotatedNotificationListener.class, activationConfig =
 *     @ActivationConfigProperty(
 *         propertyName = NotificationActivation.TOPICS, propertyValue = "notifications"))
 * public class InvoiceBean implements AnnotatedNotificationListener {
 *
 *   @OnNotification(eventType = "invoice.*")
 *   public void invoice(Map<String, Object> invoice, Notification notification) {
 *     System.out.println(notification.eventType() + " " + invoice.get("id"));
 *   }
 * }
 * }</pre>
 *
 * <h2>Errors</h2>
 *
 * All are unchecked, below {@link MessagingException}, one class for each remedy; each says whether
 * the method may have run and whether it is worth another attempt. What a remote method failed with
 * is a {@link RemoteErrorException}, or an exception of the application's that its contract
 * declares and {@link RpcError} names.
 *
 * <pre>{@code
 * RpcClient compute = rpc.client(Target.topic("compute"));
 * try {
 *   compute.request("resize").arg("flavor", "large").call();
 * } catch (RemoteErrorException e) {
 *   System.out.println(e.remoteClass() + " of the method's own: " + e.remoteMessage());
 * } catch (MessagingException e) {
 *   System.out.println(e.mayHaveRun() + ", again: " + e.isWorthRetrying());
 * }
 * }</pre>
 *
 * <h2>Options</h2>
 *
 * {@link CallOptions} are for a client and its proxies, or for one request: timeout, call monitor,
 * {@link RequestContext}, unique id, server, version cap, headers. An {@link RpcInterceptor} runs
 * around what is sent and around what is served.
 *
 * <pre>{@code
 * RpcClient patient =
 *     rpc.client(Target.topic("compute"))
 *         .with(
 *             CallOptions.timeout(Duration.ofMinutes(5))
 *                 .withCallMonitor(Duration.ofSeconds(10))
 *                 .withContext(RequestContext.of(Map.of("user_id", "u7"))));
 * Object report = patient.request("report").arg("year", 2024).uniqueId("report-2024").call();
 * }</pre>
 *
 * <h2>Testing</h2>
 *
 * {@code InMemoryRpc} of {@code rarebit-inmemory} is a connection factory whose beans are objects
 * of the test: without broker and container, in milliseconds.
 *
 * <pre>{@code
 * try (InMemoryRpc memory = InMemoryRpc.serve("calculator", new CalculatorBean())) {
 *   Calculator calculator = memory.proxy(Calculator.class, Target.topic("calculator"));
 *   assertThat(calculator.add(2, 3)).isEqualTo(5);
 * }
 * }</pre>
 *
 * <p>What may be null says so, see {@code org.jspecify.annotations}; whoever adds that jar sees it.
 */
@NullMarked
package org.rarebit.api;

import org.jspecify.annotations.NullMarked;
