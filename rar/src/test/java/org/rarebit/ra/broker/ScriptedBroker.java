package org.rarebit.ra.broker;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Accepts connections and does what a test says, which is nothing a broker would do. */
final class ScriptedBroker implements AutoCloseable {

  /** What it does with a connection, on a thread of its own. */
  interface Script {
    void play(DataInputStream in, DataOutputStream out) throws IOException;
  }

  /** Accepts, and is silent. */
  static final Script SILENCE = (in, out) -> in.readAllBytes();

  private final ServerSocket server;
  private final Script script;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  ScriptedBroker(Script script) throws IOException {
    this.script = script;
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "scripted broker");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        sockets.add(socket);
        daemon(() -> play(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void play(Socket socket) {
    try (socket) {
      script.play(
          new DataInputStream(socket.getInputStream()),
          new DataOutputStream(socket.getOutputStream()));
    } catch (IOException e) {
      // the client has gone, or the test is over
    }
  }

  int accepted() {
    return sockets.size();
  }

  /** Connections that the client has not ended. */
  long open() {
    return sockets.stream().filter(socket -> !socket.isClosed()).count();
  }

  String url() {
    return "rabbit://guest:guest@" + address() + "/";
  }

  String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /** Lets the client in as far as connection.open, and closes it with these words then. */
  static Script refusal(int code, String text) {
    return (in, out) -> {
      in.readFully(new byte[8]); // the protocol's header
      method(out, 10, 10, start());
      readFrame(in); // start-ok
      method(out, 10, 30, tune());
      readFrame(in); // tune-ok
      readFrame(in); // open
      method(out, 10, 50, close(code, text));
      readFrame(in); // close-ok
    };
  }

  private static byte[] start() {
    return bytes(
        data -> {
          data.writeByte(0);
          data.writeByte(9);
          data.writeInt(0);
          longString(data, "PLAIN");
          longString(data, "en_US");
        });
  }

  private static byte[] tune() {
    return bytes(
        data -> {
          data.writeShort(2047);
          data.writeInt(131_072);
          data.writeShort(0);
        });
  }

  private static byte[] close(int code, String text) {
    return bytes(
        data -> {
          data.writeShort(code);
          data.writeByte(text.length());
          data.writeBytes(text);
          data.writeInt(0);
        });
  }

  private static void longString(DataOutputStream data, String text) throws IOException {
    data.writeInt(text.length());
    data.writeBytes(text);
  }

  private interface Writing {
    void write(DataOutputStream data) throws IOException;
  }

  private static byte[] bytes(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      writing.write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void method(DataOutputStream out, int ofClass, int number, byte[] arguments)
      throws IOException {
    out.writeByte(1);
    out.writeShort(0);
    out.writeInt(4 + arguments.length);
    out.writeShort(ofClass);
    out.writeShort(number);
    out.write(arguments);
    out.writeByte(0xce);
    out.flush();
  }

  private static void readFrame(DataInputStream in) throws IOException {
    in.readFully(new byte[3]);
    in.readFully(new byte[in.readInt() + 1]);
  }

  /** Says words of another protocol, and is silent. */
  static Script words(String words) {
    return (in, out) -> {
      out.write(words.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      in.readAllBytes();
    };
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
