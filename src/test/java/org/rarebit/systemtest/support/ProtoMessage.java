package org.rarebit.systemtest.support;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A message in the wire format of Protocol Buffers, of which one knows the numbers of the fields.
 * The library of Google is not here, since Payara Embedded on the class path has another version of
 * it.
 */
final class ProtoMessage {

  private final Map<Integer, List<Object>> fields = new HashMap<>();

  ProtoMessage(byte[] message) {
    ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      long tag = varint(in);
      fields.computeIfAbsent((int) (tag >>> 3), unused -> new ArrayList<>()).add(value(in, tag));
    }
  }

  private static Object value(ByteBuffer in, long tag) {
    return switch ((int) (tag & 7)) {
      case 0 -> varint(in);
      case 1 -> in.getLong();
      case 2 -> {
        byte[] bytes = new byte[(int) varint(in)];
        in.get(bytes);
        yield bytes;
      }
      case 5 -> (long) in.getInt();
      default -> throw new IllegalArgumentException("There is no wire type of " + tag + ".");
    };
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  private List<Object> all(int field) {
    return fields.getOrDefault(field, List.of());
  }

  List<ProtoMessage> messages(int field) {
    return all(field).stream().map(value -> new ProtoMessage((byte[]) value)).toList();
  }

  byte[] bytes(int field) {
    return all(field).isEmpty() ? new byte[0] : (byte[]) all(field).get(0);
  }

  String text(int field) {
    return OtlpReceiver.utf8(bytes(field));
  }

  long number(int field) {
    return all(field).isEmpty() ? 0 : (long) all(field).get(0);
  }
}
