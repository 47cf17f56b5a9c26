package org.rarebit.testkit.container;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The constant pool of a class file being written (JVM specification, 4.4). */
final class ConstantPool {

  private static final int UTF8 = 1;
  private static final int CLASS = 7;
  private static final int FIELD = 9;
  private static final int METHOD = 10;
  private static final int INTERFACE_METHOD = 11;
  private static final int NAME_AND_TYPE = 12;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);
  private final Map<String, Integer> indexes = new HashMap<>();
  private int next = 1;

  int utf8(String text) throws IOException {
    Integer known = indexes.get("utf8 " + text);
    if (known != null) {
      return known;
    }
    out.writeByte(UTF8);
    out.writeUTF(text);
    return added("utf8 " + text);
  }

  /** A class by its internal name, e.g. {@code java/lang/Object}, or an array's descriptor. */
  int type(String internalName) throws IOException {
    return pair(CLASS, utf8(internalName), -1);
  }

  int field(String owner, String name, String descriptor) throws IOException {
    return pair(FIELD, type(owner), nameAndType(name, descriptor));
  }

  int method(String owner, String name, String descriptor) throws IOException {
    return pair(METHOD, type(owner), nameAndType(name, descriptor));
  }

  int interfaceMethod(String owner, String name, String descriptor) throws IOException {
    return pair(INTERFACE_METHOD, type(owner), nameAndType(name, descriptor));
  }

  void writeTo(DataOutputStream target) throws IOException {
    target.writeShort(next);
    target.write(bytes.toByteArray());
  }

  private int nameAndType(String name, String descriptor) throws IOException {
    return pair(NAME_AND_TYPE, utf8(name), utf8(descriptor));
  }

  /** An entry of one or two references; the second is absent if negative. */
  private int pair(int tag, int first, int second) throws IOException {
    String key = tag + " " + first + " " + second;
    Integer known = indexes.get(key);
    if (known != null) {
      return known;
    }
    out.writeByte(tag);
    out.writeShort(first);
    if (second >= 0) {
      out.writeShort(second);
    }
    return added(key);
  }

  private int added(String key) {
    indexes.put(key, next);
    return next++;
  }
}
