package org.rarebit.api;

/**
 * The listener of message-driven beans that serve remote procedure calls. It has no methods: the
 * bean's own are called, those of its {@link RpcContract} interfaces and those marked {@link
 * RpcMethod}, and no others.
 *
 * <pre>{@code
 * @MessageDriven(messageListenerInterface = RpcListener.class, activationConfig = {
 *     @ActivationConfigProperty(propertyName = "topic", propertyValue = "calculator")})
 * public class CalculatorBean implements RpcListener, Calculator {
 *   public long add(long a, long b) { return a + b; }
 *   ...
 * }
 * }</pre>
 *
 * The activation properties are those of the adapter's {@code RpcActivationSpec}; only {@code
 * topic} is required. A method's return value is the caller's result; an exception is the caller's
 * failure, with its class, text and trace.
 *
 * <p>Applications implement it.
 */
public interface RpcListener {}
