package org.rarebit.ra.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which call a reply is for that cannot be read. */
class SalvageTest {

  private static final Limits SMALL = new Limits(1000, 5);

  @Test
  void aReplyThatIsTooLargeTellsItsCall() throws Exception {
    Map<String, Object> result =
        Map.of("_msg_id", "not this one", "text", "\"\\ ü € 😀 \n _msg_id".repeat(1000));

    assertSalvaged(Reply.returned("0123456789abcdef", result), SMALL);
  }

  @Test
  void halfASurrogatePairInAKeyHidesNoCall() throws Exception {
    Map<String, Object> result = Map.of("\ud800", "x".repeat(1000), "\udfff\ud800b", "\\ud800");

    assertSalvaged(Reply.returned("0123456789abcdef", result), SMALL);
  }

  @Test
  void aReplyThatIsNestedTooDeepTellsItsCall() throws Exception {
    List<Object> nested = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      nested = new ArrayList<>(List.of(nested));
    }

    assertSalvaged(Reply.returned("0123456789abcdef", nested), SMALL);
  }

  @Test
  void aCompressedReplyTellsItsCall() throws Exception {
    byte[] bytes = Body.compress(ReplyCodec.encode(Reply.returned("id", "x".repeat(3000))));

    assertThat(ReplyCodec.msgIdOf(new Body(bytes, Body.CONTENT_TYPE, Body.COMPRESSION), SMALL))
        .isEqualTo("id");
  }

  @Test
  void aReplyWithoutEnvelopeTellsItsCall() {
    String bare = "{\"result\": \"" + "x".repeat(2000) + "\", \"_msg_id\": \"id\"}";

    assertThat(ReplyCodec.msgIdOf(body(bare), SMALL)).isEqualTo("id");
  }

  @Test
  void whatIsNoReplyTellsNothing() {
    assertThat(ReplyCodec.msgIdOf(body("{\"oslo.message\": \"{\\\"result\\\": 1"), SMALL)).isNull();
    assertThat(ReplyCodec.msgIdOf(body("no JSON"), SMALL)).isNull();
    assertThat(ReplyCodec.msgIdOf(body("{\"_msg_id\": 1}"), SMALL)).isNull();
    assertThat(ReplyCodec.msgIdOf(body("[".repeat(1_000_000)), SMALL)).isNull();
  }

  private static void assertSalvaged(Reply<?> reply, Limits limits) throws Exception {
    Body body = new Body(ReplyCodec.encode(reply), Body.CONTENT_TYPE, null);
    assertThatThrownBy(() -> ReplyCodec.decode(body, limits))
        .isInstanceOf(MalformedMessageException.class);
    assertThat(ReplyCodec.msgIdOf(body, limits)).isEqualTo(reply.msgId());
  }

  private static Body body(String json) {
    return new Body(json.getBytes(StandardCharsets.UTF_8), Body.CONTENT_TYPE, null);
  }
}
