package org.rarebit.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.rarebit.api.RequestContext;
import org.rarebit.ra.wire.Body;
import org.rarebit.ra.wire.Ids;
import org.rarebit.ra.wire.Limits;
import org.rarebit.ra.wire.NotificationCodec;
import org.rarebit.ra.wire.NotificationMessage;
import org.rarebit.ra.wire.Reply;
import org.rarebit.ra.wire.ReplyCodec;
import org.rarebit.ra.wire.Request;
import org.rarebit.ra.wire.RequestCodec;

/**
 * The four passes of one call through the codecs: a request with an argument of 200 bytes and three
 * entries of context, and a reply with a result of 200 bytes; and those of a notification.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CodecBenchmark {

  private static final ObjectMapper PLAIN = new ObjectMapper();
  private static final String TEXT = "x".repeat(200);
  private static final int NOTIFICATION_VERSION = 2; // in an envelope

  private Request<Map<String, ?>> request;
  private Reply<String> reply;
  private Body requestBody;
  private Body replyBody;
  private NotificationMessage<Map<String, ?>> notification;
  private Body notificationBody;
  private Map<String, Object> plainRequest;
  private byte[] plainRequestBody;
  private Map<String, Object> plainReply;
  private byte[] plainReplyBody;

  /** For JMH. */
  public CodecBenchmark() {}

  /**
   * Makes the messages.
   *
   * @throws Exception if they cannot be encoded
   */
  @Setup
  public void makeMessages() throws Exception {
    RequestContext context =
        RequestContext.of(
            Map.of("user_id", "u1", "project_id", "p1", "request_id", "req-" + Ids.random()));
    request =
        new Request<>(
            "echo",
            Map.of("text", TEXT),
            null,
            "1.0",
            Ids.next(),
            "reply_" + Ids.random(),
            null,
            Ids.next(),
            context);
    reply = Reply.returned(request.msgId(), TEXT);
    requestBody = new Body(RequestCodec.encode(request), Body.CONTENT_TYPE, null);
    replyBody = new Body(ReplyCodec.encode(reply), Body.CONTENT_TYPE, null);
    notification =
        new NotificationMessage<>(
            Ids.next(),
            "billing.web1",
            "invoice.created",
            "INFO",
            Map.of("text", TEXT),
            NotificationCodec.timestamp(Instant.now()),
            Ids.next(),
            context);
    notificationBody =
        new Body(
            NotificationCodec.encode(notification, NOTIFICATION_VERSION), Body.CONTENT_TYPE, null);
    plainRequest = innerOf(requestBody);
    plainRequestBody = PLAIN.writeValueAsBytes(plainRequest);
    plainReply = innerOf(replyBody);
    plainReplyBody = PLAIN.writeValueAsBytes(plainReply);
  }

  private static Map<String, Object> innerOf(Body body) throws Exception {
    String inner = PLAIN.readTree(body.bytes()).path("oslo.message").textValue();
    return PLAIN.readValue(inner, new TypeReference<Map<String, Object>>() {});
  }

  /**
   * What Jackson needs for the request's tree alone, written once.
   *
   * @return the bytes
   * @throws Exception never
   */
  @Benchmark
  public byte[] plainEncodeRequest() throws Exception {
    return PLAIN.writeValueAsBytes(plainRequest);
  }

  /**
   * What Jackson needs for the request's tree alone, read once.
   *
   * @return the tree
   * @throws Exception never
   */
  @Benchmark
  public JsonNode plainDecodeRequest() throws Exception {
    return PLAIN.readTree(plainRequestBody);
  }

  /**
   * What Jackson needs for the reply's tree alone, written once.
   *
   * @return the bytes
   * @throws Exception never
   */
  @Benchmark
  public byte[] plainEncodeReply() throws Exception {
    return PLAIN.writeValueAsBytes(plainReply);
  }

  /**
   * What Jackson needs for the reply's tree alone, read once.
   *
   * @return the tree
   * @throws Exception never
   */
  @Benchmark
  public JsonNode plainDecodeReply() throws Exception {
    return PLAIN.readTree(plainReplyBody);
  }

  /**
   * The caller writes its request.
   *
   * @return the body
   * @throws Exception never
   */
  @Benchmark
  public byte[] encodeRequest() throws Exception {
    return RequestCodec.encode(request);
  }

  /**
   * The server reads the request.
   *
   * @return the request
   * @throws Exception never
   */
  @Benchmark
  public Request<JsonNode> decodeRequest() throws Exception {
    return RequestCodec.decode(requestBody, Limits.DEFAULT);
  }

  /**
   * The server writes its reply.
   *
   * @return the body
   * @throws Exception never
   */
  @Benchmark
  public byte[] encodeReply() throws Exception {
    return ReplyCodec.encode(reply);
  }

  /**
   * The caller reads the reply.
   *
   * @return the reply
   * @throws Exception never
   */
  @Benchmark
  public Reply<JsonNode> decodeReply() throws Exception {
    return ReplyCodec.decode(replyBody, Limits.DEFAULT);
  }

  /**
   * A notifier writes.
   *
   * @return the body
   * @throws Exception never
   */
  @Benchmark
  public byte[] encodeNotification() throws Exception {
    return NotificationCodec.encode(notification, NOTIFICATION_VERSION);
  }

  /**
   * A listener reads.
   *
   * @return the notification
   * @throws Exception never
   */
  @Benchmark
  public NotificationMessage<JsonNode> decodeNotification() throws Exception {
    return NotificationCodec.decode(notificationBody, Limits.DEFAULT);
  }
}
