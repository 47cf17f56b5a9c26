package org.rarebit.testkit.broker;

import com.rabbitmq.client.LongString;
import com.rabbitmq.client.impl.ValueReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/**
 * Who wants to log in, read from a SASL response.
 *
 * @param password null if the response has none
 */
record Login(String user, String password) {
  /** The mechanisms that this broker offers, as connection.start lists them. */
  static final String MECHANISMS = "AMQPLAIN PLAIN";

  /**
   * Reads a response.
   *
   * @throws Handshake.TurnedAwayException for a mechanism that was not offered
   */
  static Login read(String mechanism, LongString response) throws IOException {
    return switch (mechanism) {
      case "PLAIN" -> readPlain(response);
      case "AMQPLAIN" -> readAmqplain(response);
      default ->
          throw new Handshake.TurnedAwayException(
              "the client chose the mechanism " + mechanism + ", which was not offered");
    };
  }

  // RFC 4616: an authorization identity that may be empty, then user and password, NUL before each
  private static Login readPlain(LongString response) {
    String[] parts = new String(response.getBytes(), StandardCharsets.UTF_8).split("\0", -1);
    return parts.length == 3 ? new Login(parts[1], parts[2]) : new Login("", null);
  }

  // a table as in AMQP, only without the length in front
  private static Login readAmqplain(LongString response) throws IOException {
    ByteArrayOutputStream withLength = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(withLength);
    out.writeInt(response.getBytes().length);
    out.write(response.getBytes());
    Map<String, Object> table =
        new ValueReader(new DataInputStream(new ByteArrayInputStream(withLength.toByteArray())))
            .readTable();
    return new Login(
        Objects.toString(table.get("LOGIN"), ""), Objects.toString(table.get("PASSWORD"), null));
  }
}
