package org.rarebit.ra.chaos;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Publishes headers that RabbitMQ takes and hands on, and that its Java client cannot write. */
public final class RawHeaders {

  private static final int METHOD = 1;
  private static final int HEADER = 2;
  private static final int FRAME_END = 0xCE;
  private static final int TIMEOUT_MILLIS = 30_000;

  private RawHeaders() {}

  /** Encoded tables. */
  public static Map<String, byte[]> unreadable() throws IOException {
    Map<String, byte[]> tables = new LinkedHashMap<>();
    tables.put("a field of type L", table("big", 'L', new byte[] {0, 0, 1, 0, 0, 0, 0, 0}));
    byte[] deep = table("leaf", 't', new byte[] {1});
    for (int i = 0; i < 40; i++) {
      deep = table("t", 'F', deep);
    }
    tables.put("nesting of 40", deep);
    return tables;
  }

  private static byte[] table(String name, char type, byte[] value) throws IOException {
    return bytes(
        out -> {
          out.writeInt(1 + name.length() + 1 + value.length);
          shortString(out, name);
          out.writeByte(type);
          out.write(value);
        });
  }

  /** Publishes an empty message to a queue, through a connection of its own. */
  public static void publish(int port, String queue, byte[] table) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      out.write(new byte[] {'A', 'M', 'Q', 'P', 0, 0, 9, 1});
      await(in, 10, 10);
      method(
          out,
          0,
          10,
          11,
          start -> {
            start.writeInt(0);
            shortString(start, "PLAIN");
            longString(start, "\0guest\0guest");
            shortString(start, "en_US");
          });
      await(in, 10, 30);
      method(
          out,
          0,
          10,
          31,
          tune -> {
            tune.writeShort(100);
            tune.writeInt(131_072);
            tune.writeShort(0);
          });
      method(
          out,
          0,
          10,
          40,
          open -> {
            shortString(open, "/");
            open.writeShort(0);
          });
      await(in, 10, 41);
      method(out, 1, 20, 10, open -> open.writeByte(0));
      await(in, 20, 11);
      method(
          out,
          1,
          60,
          40,
          publish -> {
            publish.writeShort(0);
            shortString(publish, "");
            shortString(publish, queue);
            publish.writeByte(0);
          });
      frame(
          out,
          HEADER,
          1,
          bytes(
              header -> {
                header.writeShort(60);
                header.writeShort(0);
                header.writeLong(0);
                header.writeShort(1 << 13); // headers alone
                header.write(table);
              }));
      // the answer comes after the message was taken
      method(
          out,
          1,
          20,
          40,
          close -> {
            close.writeShort(200);
            shortString(close, "");
            close.writeInt(0);
          });
      await(in, 20, 41);
    }
  }

  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  private static byte[] bytes(Writing writing) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    writing.to(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static void shortString(DataOutputStream out, String text) throws IOException {
    out.writeByte(text.length());
    out.writeBytes(text);
  }

  private static void longString(DataOutputStream out, String text) throws IOException {
    out.writeInt(text.length());
    out.writeBytes(text);
  }

  private static void method(
      DataOutputStream out, int channel, int classId, int methodId, Writing arguments)
      throws IOException {
    frame(
        out,
        METHOD,
        channel,
        bytes(
            method -> {
              method.writeShort(classId);
              method.writeShort(methodId);
              arguments.to(method);
            }));
  }

  private static void frame(DataOutputStream out, int type, int channel, byte[] payload)
      throws IOException {
    out.writeByte(type);
    out.writeShort(channel);
    out.writeInt(payload.length);
    out.write(payload);
    out.writeByte(FRAME_END);
    out.flush();
  }

  private static void await(DataInputStream in, int classId, int methodId) throws IOException {
    while (true) {
      int type = in.readUnsignedByte();
      in.readUnsignedShort();
      byte[] payload = in.readNBytes(in.readInt());
      in.readUnsignedByte();
      if (type == METHOD && payload[1] == classId && payload[3] == methodId) {
        return;
      }
      if (type == METHOD && (payload[3] == 50 || payload[3] == 40)) {
        throw new IOException("The broker closes: " + new String(payload, StandardCharsets.UTF_8));
      }
    }
  }
}
