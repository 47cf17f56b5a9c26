package org.rarebit.ra.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.rarebit.ra.broker.Delivery;
import org.rarebit.ra.broker.LogText;
import org.rarebit.ra.wire.Body;
import org.rarebit.ra.wire.Limits;
import org.rarebit.ra.wire.MalformedMessageException;
import org.rarebit.ra.wire.NotificationCodec;
import org.rarebit.ra.wire.NotificationMessage;
import org.rarebit.ra.wire.Request;
import org.rarebit.ra.wire.RequestCodec;

/** Reads dead letters, of whatever kind they are, for people. Immutable once it is made. */
final class ExaminedLetter implements DeadLetter {

  private static final int MOST_FIELDS = 50;
  private static final int DEPTH = 3;

  private final Delivery delivery;
  private final String id;
  private String kind = "UNREADABLE";
  private String name;
  private String priority;
  private String publisherId;
  private String uniqueId;
  private String messageId;
  private final List<String> fields = new ArrayList<>();

  private ExaminedLetter(Delivery delivery) {
    this.delivery = delivery;
    this.id = idOf(delivery);
  }

  /** Reads one that is unsettled; whatever it is, it is shown. */
  static ExaminedLetter of(Delivery delivery, Limits limits) {
    ExaminedLetter letter = new ExaminedLetter(delivery);
    if (delivery.unreadableReason() == null) {
      letter.read(delivery.body(), limits);
    }
    return letter;
  }

  private void read(Body body, Limits limits) {
    try {
      show(NotificationCodec.decode(body, limits));
    } catch (MalformedMessageException noNotification) {
      try {
        show(RequestCodec.decode(body, limits));
      } catch (MalformedMessageException e) {
        kind = "UNREADABLE";
      }
    }
  }

  private void show(NotificationMessage<JsonNode> message) {
    kind = "NOTIFICATION";
    name = message.eventType();
    priority = text(message.priority());
    publisherId = text(message.publisherId());
    uniqueId = text(message.uniqueId());
    messageId = text(message.messageId());
    describe("payload", message.payload(), DEPTH);
  }

  private void show(Request<JsonNode> request) {
    kind = request.isCall() ? "CALL" : "CAST";
    name = request.method();
    uniqueId = text(request.uniqueId());
    describe("args", request.args(), DEPTH);
  }

  private void describe(String path, JsonNode value, int depth) {
    if (fields.size() == MOST_FIELDS) {
      return;
    }
    fields.add(path + ": " + typeOf(value));
    if (depth > 1 && value.isObject()) {
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        describe(path + "." + LogText.of(field.getKey()), field.getValue(), depth - 1);
      }
    }
  }

  private static String typeOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "object, " + value.size() + " fields";
      case ARRAY -> "array, " + value.size() + " elements";
      case STRING -> "text, " + value.textValue().length() + " characters";
      case NUMBER -> "number";
      case BOOLEAN -> "boolean";
      default -> "null";
    };
  }

  /** The same each time it is looked at; two that are alike in everything share it. */
  private static String idOf(Delivery delivery) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(delivery.body().bytes());
      for (String header : List.of("queue", "reason", "listener")) {
        String value = delivery.textHeader(DeadLetters.Letter.PREFIX + header);
        digest.update(("\n" + value).getBytes(StandardCharsets.UTF_8));
      }
      digest.update(("\n" + diedAt(delivery)).getBytes(StandardCharsets.UTF_8));
      digest.update(("\n" + DeadLetterQueue.returnsOf(delivery)).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Each Java platform has SHA-256.", e);
    }
  }

  private static Instant diedAt(Delivery delivery) {
    return delivery.timeHeader(DeadLetters.Letter.PREFIX + "time");
  }

  private static String text(String foreign) {
    return foreign == null ? null : LogText.of(foreign);
  }

  private String header(String suffix) {
    return text(delivery.textHeader(DeadLetters.Letter.PREFIX + suffix));
  }

  /** Whether it has been dead for so long; nobody knows that of one that has no time. */
  boolean isOlderThan(Duration age) {
    Instant died = diedAt(delivery);
    return age.isZero() || (died != null && died.isBefore(Instant.now().minus(age)));
  }

  /** The queue in which it died; null if nobody knows. */
  String origin() {
    String queue = delivery.textHeader(DeadLetters.Letter.PREFIX + "queue");
    return queue == null ? delivery.queueOfDeath() : queue;
  }

  /** Event type or method, as it came; null if it cannot be read. */
  String rawName() {
    return name;
  }

  @Override
  public String getId() {
    return id;
  }

  @Override
  public String getKind() {
    return kind;
  }

  @Override
  public String getName() {
    return text(name);
  }

  @Override
  public String getPriority() {
    return priority;
  }

  @Override
  public String getPublisherId() {
    return publisherId;
  }

  @Override
  public String getUniqueId() {
    return uniqueId;
  }

  @Override
  public String getMessageId() {
    return messageId;
  }

  @Override
  public String getQueue() {
    return text(origin());
  }

  @Override
  public String getReason() {
    return header("reason");
  }

  @Override
  public String getListener() {
    return header("listener");
  }

  @Override
  public String getException() {
    return header("exception");
  }

  @Override
  public String getDeliveries() {
    return header("deliveries");
  }

  @Override
  public String getDied() {
    return Objects.toString(diedAt(delivery), null);
  }

  @Override
  public int getReturned() {
    return DeadLetterQueue.returnsOf(delivery);
  }

  @Override
  public int getBytes() {
    return delivery.body().bytes().length;
  }

  @Override
  public List<String> getFields() {
    return List.copyOf(fields);
  }
}
