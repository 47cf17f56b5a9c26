package org.rarebit.ra.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.rarebit.api.EncodingException;

/**
 * Writes and reads the bodies of requests. Thread-safe.
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging rpc/client.py,
 *     _BaseCallContext._make_message; _drivers/amqpdriver.py, AMQPDriverBase._send;
 *     _drivers/amqp.py, pack_context and unpack_context</a>
 */
public final class RequestCodec {

  private static final String DEFAULT_VERSION = "1.0";

  /** Keys that Python's server puts into the context itself, over what the caller sent. */
  private static final Set<String> RESERVED_KEYS = Set.of("msg_id", "reply_q", "client_timeout");

  private RequestCodec() {}

  /**
   * Writes a request as Python does: the same fields in the same order, those of calls only in
   * calls.
   *
   * @param request with a method and a unique id
   * @return the body, in its envelope
   * @throws EncodingException if an argument or a context entry has no form in JSON; the text names
   *     it
   */
  public static byte[] encode(Request<? extends Map<String, ?>> request) {
    Objects.requireNonNull(request.method(), "method");
    Objects.requireNonNull(request.uniqueId(), "uniqueId");
    String subject = "";
    try (MessageWriter message = new MessageWriter(Dialect.current(), true)) {
      message.field("method", request.method());
      subject = "Argument of \"" + request.method() + "\"";
      message.field("args", request.args());
      fieldUnlessNull(message, "namespace", request.namespace());
      fieldUnlessNull(message, "version", request.version());
      if (request.isCall()) {
        message.field("_msg_id", request.msgId());
        message.field("_reply_q", request.replyQueue());
        message.field("_timeout", request.monitorSeconds());
      }
      message.field("_unique_id", request.uniqueId());
      for (Map.Entry<String, Object> entry : request.context().asMap().entrySet()) {
        subject = "Request context entry \"" + entry.getKey() + "\"";
        message.field(Fields.contextName(entry.getKey()), entry.getValue());
      }
      return message.toBody();
    } catch (IOException | RuntimeException | Error e) { // a lazy collection's, for example
      throw Misfit.unwritable(subject, e);
    }
  }

  /**
   * Reads a request, leniently where Python is: envelope or none, any order, unknown fields, no
   * unique id. If only method or arguments are not what they should be, it is read nevertheless,
   * since the caller can be answered: see {@link #fault}.
   *
   * @param body what came
   * @param limits what it may ask of this JVM
   * @return the request; its arguments are an object unless {@link #fault} says otherwise
   * @throws MalformedMessageException if it is no request, or beyond the limits
   */
  public static Request<JsonNode> decode(Body body, Limits limits)
      throws MalformedMessageException {
    ObjectNode message = Envelope.open(body, limits);
    JsonNode args = message.get("args");
    return new Request<>(
        message.path("method").textValue(),
        args == null ? JsonNodeFactory.instance.objectNode() : args,
        Fields.text(message, "namespace"),
        version(message.get("version")),
        Fields.text(message, "_msg_id"),
        Fields.text(message, "_reply_q"),
        seconds(message.path("_timeout")),
        Fields.text(message, "_unique_id"),
        Fields.context(message, RESERVED_KEYS));
  }

  /**
   * What a decoded request is to be answered with because of its form alone, in Python's words.
   *
   * @param request a decoded request
   * @return a failure if it names no method or its arguments are not named
   */
  public static Optional<RemoteFailure> fault(Request<JsonNode> request) {
    if (request.method() == null) {
      return Optional.of(RemoteFailure.typeError("attribute name must be string, not 'NoneType'"));
    }
    if (!request.args().isObject()) {
      return Optional.of(
          RemoteFailure.attributeError(
              "'" + Fields.pythonType(request.args()) + "' object has no attribute 'items'"));
    }
    return Optional.empty();
  }

  /** A version that is not text is kept visible, and is compatible with nothing. */
  private static String version(JsonNode version) {
    if (version == null) {
      return DEFAULT_VERSION;
    }
    if (version.isNull()) {
      return null;
    }
    return version.isTextual() ? version.textValue() : Excerpt.of(version);
  }

  /** Whole seconds, as Python's server truncates them; null for what is not a finite number. */
  private static Integer seconds(JsonNode timeout) {
    double seconds = timeout.isNumber() ? timeout.doubleValue() : Double.NaN;
    return Double.isFinite(seconds) ? (Integer) (int) seconds : null; // within the range of int
  }

  private static void fieldUnlessNull(MessageWriter message, String name, String value) {
    if (value != null) {
      message.field(name, value);
    }
  }
}
