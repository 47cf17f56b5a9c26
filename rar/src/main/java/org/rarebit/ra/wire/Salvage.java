package org.rarebit.ra.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Finds the id of a call in a reply that is too large, or nested too deep, to be read. Peers write
 * it last, so all of the reply is looked at, in pieces of a few kB; no tree and no text is made of
 * it.
 */
final class Salvage {

  private static final String MESSAGE_KEY = "oslo.message";
  private static final String MSG_ID_KEY = "_msg_id";

  /** Each level costs some bytes while it is open. */
  private static final int MAX_NESTING = 100_000;

  /** Of what a small body may become when it is decompressed. */
  private static final int MOST_TIMES_THE_LIMIT = 4;

  private static final JsonFactory PARSERS =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_NESTING)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private Salvage() {}

  static String msgId(Body body, Limits limits) {
    long most = (long) limits.maxBodyBytes() * MOST_TIMES_THE_LIMIT;
    try {
      byte[] json =
          body.compression() == null || body.compression().isEmpty()
              ? body.bytes()
              : body.json(
                  new Limits(
                      (int) Math.min(Integer.MAX_VALUE - 8, Math.max(most, body.bytes().length)),
                      limits.maxNesting()));
      int text = startOfMessage(json);
      return fieldOf(text < 0 ? new ByteArrayInputStream(json) : new UnescapedText(json, text));
    } catch (IOException | MalformedMessageException e) {
      return null;
    }
  }

  /** Where the text of the inner message begins; negative if the body has no envelope. */
  private static int startOfMessage(byte[] json) throws IOException {
    try (JsonParser outer = PARSERS.createParser(json)) {
      if (outer.nextToken() != JsonToken.START_OBJECT) {
        return -1;
      }
      for (String name = outer.nextFieldName(); name != null; name = outer.nextFieldName()) {
        JsonToken value = outer.nextToken(); // of a text, only the quotation mark is read
        if (name.equals(MESSAGE_KEY) && value == JsonToken.VALUE_STRING) {
          return (int) outer.currentTokenLocation().getByteOffset() + 1;
        }
        outer.skipChildren();
      }
      return -1;
    }
  }

  private static String fieldOf(InputStream message) throws IOException {
    try (JsonParser inner = PARSERS.createParser(new WithoutHalves(message))) {
      if (inner.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      for (String name = inner.nextFieldName(); name != null; name = inner.nextFieldName()) {
        JsonToken value = inner.nextToken();
        if (name.equals(MSG_ID_KEY)) {
          return value == JsonToken.VALUE_STRING ? inner.getText() : null;
        }
        inner.skipChildren();
      }
      return null;
    }
  }

  /** The text of a JSON string, up to its quotation mark, as it lies there. Not thread-safe. */
  private static final class UnescapedText extends InputStream {

    private static final int BYTES_AS_IS = 0x80;

    private final byte[] json;
    private int at;

    UnescapedText(byte[] json, int at) {
      this.json = json;
      this.at = at;
    }

    @Override
    public int read() {
      if (at >= json.length || json[at] == '"') {
        return -1;
      }
      byte b = json[at++];
      if (b != '\\' || at >= json.length) {
        return b & 0xff;
      }
      byte escaped = json[at++];
      return switch (escaped) {
        case 'n', 'r', 't', 'b', 'f' -> ' '; // within a message, white space
        case 'u' -> character();
        default -> escaped;
      };
    }

    /** Beyond ASCII they are part of texts, which nobody wants here. */
    private int character() {
      int code = 0;
      for (int i = 0; i < 4 && at < json.length; i++) {
        code = code * 16 + Math.max(0, Character.digit(json[at++], 16));
      }
      return code < BYTES_AS_IS ? code : '?';
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      int count = 0;
      for (int b = 0; count < length && (b = read()) >= 0; count++) {
        into[offset + count] = (byte) b;
      }
      return count == 0 && length > 0 ? -1 : count;
    }
  }

  /**
   * Halves of surrogate pairs, which are refused in keys of objects, become other characters beyond
   * ASCII, of which none is wanted here. Not thread-safe.
   */
  private static final class WithoutHalves extends FilterInputStream {

    private int last;
    private int lastButOne;

    WithoutHalves(InputStream json) {
      super(json);
    }

    @Override
    public int read() throws IOException {
      return changed(in.read());
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int count = in.read(into, offset, length);
      for (int i = offset; i < offset + count; i++) {
        into[i] = (byte) changed(into[i]);
      }
      return count;
    }

    private int changed(int b) {
      boolean isFirstDigit = lastButOne == '\\' && last == 'u';
      lastButOne = last;
      last = b;
      return isFirstDigit && (b == 'd' || b == 'D') ? '0' : b;
    }
  }
}
