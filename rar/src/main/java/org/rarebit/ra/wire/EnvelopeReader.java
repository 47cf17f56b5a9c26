package org.rarebit.ra.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the message out of a usual envelope in one pass over the body's bytes: version and message
 * alone, and all of it ASCII, as Python and we write it. The text of the inner message is never
 * made, since it can be read where it lies: its quotes are {@code \"} there, its {@code \n} is
 * {@code \\n}.
 *
 * <p>It knows less than JSON and judges nothing. What it does not know, be it rare or wrong, it
 * leaves to {@link Dialect}, which reads such a body from its beginning; so what it does read has
 * to be what Jackson reads, which {@code EnvelopeReaderTest} shows. Not thread-safe.
 */
final class EnvelopeReader {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final byte[] VERSION = ascii("\"oslo.version\"");
  private static final byte[] USUAL_VERSION = ascii("\"2.0\"");
  private static final byte[] MESSAGE = ascii("\"oslo.message\"");
  private static final byte[] TRUE = ascii("true");
  private static final byte[] FALSE = ascii("false");
  private static final byte[] NULL = ascii("null");

  private static final int MOST_DIGITS = 18; // of a long, whatever they are
  private static final int LONGEST_NUMBER = 40; // that is worth a copy
  private static final int MOST_OF_EXPONENT = 9; // digits
  private static final int LONGEST_NAME = 1000; // Jackson has a limit, too

  /** Length of {@code \\uXXXX} after its backslashes. */
  private static final int UNICODE = 5;

  private final byte[] json;
  private final int maxNesting;
  private int at;

  private EnvelopeReader(byte[] json, int maxNesting) {
    this.json = json;
    this.maxNesting = maxNesting;
  }

  /**
   * The message in an envelope.
   *
   * @return null if the body is anything but usual
   */
  static ObjectNode read(byte[] json, int maxNesting) {
    try {
      return new EnvelopeReader(json, maxNesting).message();
    } catch (Unusual | IndexOutOfBoundsException | NumberFormatException e) {
      return null; // it may also end too early
    }
  }

  private ObjectNode message() throws Unusual {
    expect('{');
    skipSpaces();
    boolean versionFirst = startsWith(VERSION);
    if (versionFirst) {
      version();
      expect(',');
    }
    expect(MESSAGE);
    expect(':');
    expect('"');
    expect('{');
    ObjectNode message = object(1);
    expect('"');
    if (!versionFirst) { // as of writers that sort their names
      expect(',');
      version();
    }
    expect('}');
    skipSpaces();
    if (at != json.length) {
      throw new Unusual();
    }
    return message;
  }

  private void version() throws Unusual {
    expect(VERSION);
    expect(':');
    expect(USUAL_VERSION);
  }

  private JsonNode value(int depth) throws Unusual {
    byte first = next();
    return switch (first) {
      case '\\' -> TextNode.valueOf(text());
      case '{' -> object(depth + 1);
      case '[' -> array(depth + 1);
      case 't' -> literal(TRUE, BooleanNode.TRUE);
      case 'f' -> literal(FALSE, BooleanNode.FALSE);
      case 'n' -> literal(NULL, NullNode.instance);
      default -> number();
    };
  }

  private ObjectNode object(int depth) throws Unusual {
    checkNesting(depth);
    ObjectNode object = NODES.objectNode();
    byte b = next();
    while (b != '}') {
      if (b != '\\') {
        throw new Unusual();
      }
      String name = name();
      expect(':');
      object.set(name, value(depth)); // of two with one name the last, as in Python
      b = next();
      if (b == ',') {
        b = next();
        if (b == '}') {
          throw new Unusual();
        }
      } else if (b != '}') {
        throw new Unusual();
      }
    }
    return object;
  }

  private ArrayNode array(int depth) throws Unusual {
    checkNesting(depth);
    ArrayNode array = NODES.arrayNode();
    byte b = next();
    if (b == ']') {
      return array;
    }
    at--;
    do {
      array.add(value(depth));
      b = next();
    } while (b == ',');
    if (b != ']') {
      throw new Unusual();
    }
    return array;
  }

  private void checkNesting(int depth) throws Unusual {
    if (depth > maxNesting) {
      throw new Unusual();
    }
  }

  private JsonNode literal(byte[] literal, JsonNode node) throws Unusual {
    at--;
    expect(literal);
    return node;
  }

  /** A number, the first byte of which was read. */
  private JsonNode number() throws Unusual {
    int from = at - 1;
    at = from;
    boolean negative = json[at] == '-';
    if (negative) {
      at++;
    }
    int first = at;
    long value = 0;
    while (isDigit(json[at])) {
      value = value * 10 + (json[at++] - '0');
    }
    int digits = at - first;
    if (digits == 0 || (json[first] == '0' && digits > 1)) {
      throw new Unusual();
    }
    if (json[at] == '.' || json[at] == 'e' || json[at] == 'E') {
      return decimal(from);
    }
    if (digits > MOST_DIGITS) {
      return large(from);
    }
    long signed = negative ? -value : value;
    return (int) signed == signed ? NODES.numberNode((int) signed) : NODES.numberNode(signed);
  }

  private JsonNode large(int from) throws Unusual {
    BigInteger value = new BigInteger(numberText(from));
    return value.bitLength() < Long.SIZE
        ? NODES.numberNode(value.longValue())
        : NODES.numberNode(value);
  }

  private JsonNode decimal(int from) throws Unusual {
    if (json[at] == '.') {
      at++;
      digits();
    }
    if (json[at] == 'e' || json[at] == 'E') {
      at++;
      if (json[at] == '+' || json[at] == '-') {
        at++;
      }
      int first = at;
      digits();
      if (at - first > MOST_OF_EXPONENT) { // what is beyond a scale differs by parser and JDK
        throw new Unusual();
      }
    }
    String text = numberText(from);
    return TreeReader.decimal(new BigDecimal(text), text);
  }

  private String numberText(int from) throws Unusual {
    if (at - from > LONGEST_NUMBER) {
      throw new Unusual();
    }
    return latin(from, at);
  }

  private void digits() throws Unusual {
    int first = at;
    while (isDigit(json[at])) {
      at++;
    }
    if (at == first) {
      throw new Unusual();
    }
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  /** The name of a property; the backslash of its quote was read. */
  private String name() throws Unusual {
    expectHere('"');
    int from = at;
    int to = endIfPlain();
    if (to >= 0) {
      return FieldNames.of(json, from, shortEnough(from, to));
    }
    String name = escapedText(from);
    shortEnough(from, at);
    if (name.chars().anyMatch(c -> Character.isSurrogate((char) c))) { // see Dialect.again
      throw new Unusual();
    }
    return name;
  }

  private static int shortEnough(int from, int to) throws Unusual {
    if (to - from > LONGEST_NAME) {
      throw new Unusual();
    }
    return to;
  }

  /** A text; the backslash of its quote was read. */
  private String text() throws Unusual {
    expectHere('"');
    int from = at;
    int to = endIfPlain();
    return to >= 0 ? latin(from, to) : escapedText(from);
  }

  /** Where a text ends in which nothing is escaped, with the reader behind it; else below 0. */
  private int endIfPlain() throws Unusual {
    int end = AsciiText.endOfPlain(json, at, json.length);
    at = end;
    expectHere('\\');
    if (json[at] != '"') {
      return -1;
    }
    at++;
    return end;
  }

  /** A text in which something is escaped: counted first, so that it is made only once. */
  private String escapedText(int from) throws Unusual {
    char[] text = new char[lengthOfText(from)];
    int i = from;
    for (int filled = 0; filled < text.length; ) {
      byte b = json[i++];
      if (b != '\\') {
        text[filled++] = (char) b;
        continue;
      }
      byte escaped = json[++i]; // behind both backslashes
      if (escaped == '\\') {
        text[filled++] = (char) json[i + 1];
        i += 2;
      } else if (escaped == 'u') {
        text[filled++] = character(i + 1);
        i += UNICODE;
      } else {
        text[filled++] = control(escaped);
        i++;
      }
    }
    return new String(text);
  }

  /** Leaves the reader behind the text. */
  private int lengthOfText(int from) throws Unusual {
    int length = 0;
    at = from;
    while (true) {
      int end = AsciiText.endOfPlain(json, at, json.length);
      length += end - at;
      at = end;
      expectHere('\\');
      byte b = json[at++];
      if (b == '"') {
        return length;
      }
      if (b != '\\') { // a control character as it is, which no text may have
        throw new Unusual();
      }
      b = json[at++];
      if (b == '\\') { // a quote or a backslash, which were escaped twice
        b = json[at++];
        if (b != '"' && b != '\\') {
          throw new Unusual();
        }
      } else if (b == 'u') {
        at += UNICODE - 1;
      }
      length++;
    }
  }

  private char character(int from) throws Unusual {
    int character = 0;
    for (int i = from; i < from + UNICODE - 1; i++) {
      int digit = Character.digit(json[i], 16);
      if (digit < 0) {
        throw new Unusual();
      }
      character = character << 4 | digit;
    }
    return (char) character;
  }

  private static char control(byte escaped) throws Unusual {
    return switch (escaped) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case '/' -> '/';
      default -> throw new Unusual();
    };
  }

  private String latin(int from, int to) {
    return new String(json, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private byte next() {
    skipSpaces();
    return json[at++];
  }

  private void expect(char token) throws Unusual {
    skipSpaces();
    expectHere(token);
  }

  private void expectHere(char token) throws Unusual {
    if (json[at++] != token) {
      throw new Unusual();
    }
  }

  private void expect(byte[] token) throws Unusual {
    skipSpaces();
    for (byte b : token) {
      if (json[at++] != b) {
        throw new Unusual();
      }
    }
  }

  private boolean startsWith(byte[] token) {
    return Arrays.equals(
        json, at, Math.min(at + token.length, json.length), token, 0, token.length);
  }

  private void skipSpaces() {
    while (at < json.length && json[at] == ' ') {
      at++;
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The body is one for Jackson. Has no stack trace, so it costs next to nothing. */
  private static final class Unusual extends Exception {

    private static final long serialVersionUID = 1L;

    Unusual() {
      super(null, null, false, false);
    }
  }
}
