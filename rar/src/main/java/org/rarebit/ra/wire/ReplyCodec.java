package org.rarebit.ra.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.rarebit.api.EncodingException;

/**
 * Writes and reads the bodies of replies. Thread-safe.
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging
 *     _drivers/amqpdriver.py, AMQPIncomingMessage._send_reply and ReplyWaiter</a>
 */
public final class ReplyCodec {

  private ReplyCodec() {}

  /**
   * Writes a reply as Python does: all five fields, always.
   *
   * @param reply with the id of a call and a unique id
   * @return the body, in its envelope
   * @throws EncodingException if the result has no form in JSON. The caller waits: send it a
   *     failure that says so, which Python's server does not
   */
  public static byte[] encode(Reply<?> reply) {
    Objects.requireNonNull(reply.msgId(), "msgId");
    Objects.requireNonNull(reply.uniqueId(), "uniqueId");
    String subject = "The result";
    try (MessageWriter message = new MessageWriter(Dialect.current(), true)) {
      message.field("result", reply.failure() == null ? reply.result() : null);
      subject = "The failure";
      message.field("failure", reply.failure() == null ? null : Failures.encode(reply.failure()));
      message.field("ending", reply.ending());
      message.field("_msg_id", reply.msgId());
      message.field("_unique_id", reply.uniqueId());
      return message.toBody();
    } catch (IOException | RuntimeException | Error e) { // a lazy collection's, for example
      throw Misfit.unwritable(subject, e);
    }
  }

  /**
   * The same answer for another call.
   *
   * @param body what {@link #encode} made of a reply
   * @param msgId the id of the other call
   * @return the body of a reply to it, in its envelope, with a unique id of its own
   */
  public static byte[] forAnother(byte[] body, String msgId) {
    try {
      Reply<JsonNode> reply = decode(new Body(body, Body.CONTENT_TYPE, null), Limits.OWN);
      return encode(
          new Reply<>(reply.result(), reply.failure(), reply.ending(), msgId, Ids.next()));
    } catch (MalformedMessageException e) {
      throw new IllegalArgumentException("It is no reply of ours.", e);
    }
  }

  /**
   * Reads a reply. More lenient than Python's client, which breaks on some: no {@code failure}
   * means none, and a failure that cannot be read is a failure that says so, since its caller
   * waits.
   *
   * @param body what came
   * @param limits what it may ask of this JVM
   * @return the reply; its result is never a Java null
   * @throws MalformedMessageException if it is no reply, names no call, or is beyond the limits
   */
  public static Reply<JsonNode> decode(Body body, Limits limits) throws MalformedMessageException {
    ObjectNode message = Envelope.open(body, limits);
    String msgId = Fields.text(message, "_msg_id");
    if (msgId == null) {
      throw new MalformedMessageException("The reply has no _msg_id.");
    }
    JsonNode result = message.get("result");
    return new Reply<>(
        result == null ? NullNode.instance : result,
        Failures.decode(message.get("failure"), limits),
        message.path("ending").asBoolean(false),
        msgId,
        Fields.text(message, "_unique_id"));
  }

  /**
   * Finds which call a reply is for that {@link #decode} cannot read, being too large or nested too
   * deep: that call need not wait. Reads what comes before the id and keeps nothing of it.
   *
   * @param body what came
   * @param limits those it is beyond
   * @return the id of the call; null if it cannot be found
   */
  public static String msgIdOf(Body body, Limits limits) {
    return Salvage.msgId(body, limits);
  }

  /**
   * Writes and reads the field {@code failure} of a reply: JSON text within the JSON.
   *
   * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging _drivers/common.py,
   *     serialize_remote_exception and deserialize_remote_exception</a>
   */
  private static final class Failures {

    private static final int LONGEST_UNREADABLE = 2000;

    private Failures() {}

    static String encode(RemoteFailure failure) throws IOException {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("class", failure.className());
      fields.put("module", failure.module());
      fields.put("message", failure.message());
      fields.put("tb", failure.traceback());
      fields.put("args", failure.args());
      fields.put("kwargs", failure.kwargs());
      return Dialect.current().text(fields);
    }

    /**
     * Null if the field says that there is none: absent, null, empty, or another false of Python.
     */
    static RemoteFailure decode(JsonNode failure, Limits limits) {
      if (failure == null || isFalse(failure)) {
        return null;
      }
      if (failure.isObject()) { // not what Python sends, but clear enough
        return fromObject(failure);
      }
      String text = failure.asText();
      try {
        JsonNode tree = Dialect.tree(Dialect.current().trees(limits.maxNesting()), text);
        if (tree.isObject()) {
          return fromObject(tree);
        }
      } catch (IOException e) {
        // no JSON: what came is all there is to tell
      }
      String kept = text.isEmpty() ? failure.toString() : text;
      return new RemoteFailure(
          "",
          "",
          "unreadable failure: " + Excerpt.shorten(kept, LONGEST_UNREADABLE),
          List.of(),
          List.of(),
          Map.of());
    }

    private static RemoteFailure fromObject(JsonNode failure) {
      return new RemoteFailure(
          orEmpty(Fields.text(failure, "class")),
          orEmpty(Fields.text(failure, "module")),
          orEmpty(Fields.text(failure, "message")),
          lines(failure.path("tb")),
          list(failure.path("args")),
          failure.path("kwargs").isObject() ? Json.toMap(failure.path("kwargs")) : Map.of());
    }

    private static List<String> lines(JsonNode traceback) {
      List<String> lines = new ArrayList<>();
      if (traceback.isTextual()) {
        lines.add(traceback.textValue());
      }
      for (JsonNode line : traceback) {
        lines.add(line.asText());
      }
      return lines;
    }

    private static List<Object> list(JsonNode args) {
      List<Object> list = new ArrayList<>();
      if (args.isArray()) {
        args.forEach(arg -> list.add(Json.toNative(arg)));
      }
      return list;
    }

    private static boolean isFalse(JsonNode value) {
      return switch (value.getNodeType()) {
        case STRING -> value.textValue().isEmpty();
        case BOOLEAN -> !value.booleanValue();
        case NUMBER -> value.doubleValue() == 0;
        case ARRAY, OBJECT -> value.isEmpty();
        default -> true;
      };
    }

    private static String orEmpty(String text) {
      return text == null ? "" : text;
    }
  }
}
