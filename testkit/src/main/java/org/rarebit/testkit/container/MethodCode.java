package org.rarebit.testkit.container;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.invoke.MethodType;

/** The instructions of one method without branches (JVM specification, 4.7.3 and 6.5). */
final class MethodCode {

  private static final int PUBLIC = 0x0001;

  /**
   * Receiver, endpoint, method, array, array again, index and a long: what a call needs at most.
   */
  private static final int MAX_STACK = 8;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);
  private final ConstantPool pool;

  MethodCode(ConstantPool pool) {
    this.pool = pool;
  }

  /** iload, lload, fload, dload or aload, in the wide form if the slot needs it. */
  void load(Class<?> type, int slot) throws IOException {
    if (slot > 0xFF) {
      out.writeByte(0xC4); // wide
      out.writeByte(0x15 + kind(type));
      out.writeShort(slot);
    } else {
      out.writeByte(0x15 + kind(type));
      out.writeByte(slot);
    }
  }

  void push(int number) throws IOException {
    out.writeByte(0x11); // sipush
    out.writeShort(number);
  }

  void loadElement() throws IOException {
    out.writeByte(0x32); // aaload
  }

  void getStatic(String owner, String name, String descriptor) throws IOException {
    out.writeByte(0xB2);
    out.writeShort(pool.field(owner, name, descriptor));
  }

  void getField(String owner, String name, String descriptor) throws IOException {
    out.writeByte(0xB4);
    out.writeShort(pool.field(owner, name, descriptor));
  }

  void putField(String owner, String name, String descriptor) throws IOException {
    out.writeByte(0xB5);
    out.writeShort(pool.field(owner, name, descriptor));
  }

  void invokeSpecial(String owner, String name, String descriptor) throws IOException {
    out.writeByte(0xB7);
    out.writeShort(pool.method(owner, name, descriptor));
  }

  void invokeInterface(String owner, String name, String descriptor, int slots) throws IOException {
    out.writeByte(0xB9);
    out.writeShort(pool.interfaceMethod(owner, name, descriptor));
    out.writeByte(slots);
    out.writeByte(0);
  }

  /**
   * Puts the method's arguments into a new array, boxed; null if there are none, as reflection has
   * it.
   *
   * @return the number of local variables that the receiver and the arguments take
   */
  int newArgumentArray(Class<?>... types) throws IOException {
    if (types.length == 0) {
      out.writeByte(0x01); // aconst_null
      return 1;
    }
    push(types.length);
    out.writeByte(0xBD); // anewarray
    out.writeShort(pool.type("java/lang/Object"));
    int slot = 1;
    for (int i = 0; i < types.length; i++) {
      out.writeByte(0x59); // dup
      push(i);
      load(types[i], slot);
      box(types[i]);
      out.writeByte(0x53); // aastore
      slot += types[i] == long.class || types[i] == double.class ? 2 : 1;
    }
    return slot;
  }

  /** Makes the object on the stack a value of the type, unboxed if it is primitive. */
  void cast(Class<?> type) throws IOException {
    if (type == void.class) {
      out.writeByte(0x57); // pop
      return;
    }
    Class<?> boxed = MethodType.methodType(type).wrap().returnType();
    out.writeByte(0xC0); // checkcast
    out.writeShort(pool.type(EndpointClassWriter.internalName(boxed)));
    if (type.isPrimitive()) {
      out.writeByte(0xB6); // invokevirtual
      out.writeShort(
          pool.method(
              EndpointClassWriter.internalName(boxed),
              type.getName() + "Value",
              "()" + type.descriptorString()));
    }
  }

  void returnFrom(Class<?> type) throws IOException {
    out.writeByte(type == void.class ? 0xB1 : 0xAC + kind(type));
  }

  void writeMethod(DataOutputStream target, String name, String descriptor, int locals)
      throws IOException {
    target.writeShort(PUBLIC);
    target.writeShort(pool.utf8(name));
    target.writeShort(pool.utf8(descriptor));
    target.writeShort(1);
    target.writeShort(pool.utf8("Code"));
    target.writeInt(12 + bytes.size());
    target.writeShort(MAX_STACK);
    target.writeShort(locals);
    target.writeInt(bytes.size());
    target.write(bytes.toByteArray());
    target.writeShort(0); // exception table
    target.writeShort(0); // attributes
  }

  private void box(Class<?> type) throws IOException {
    if (type.isPrimitive()) {
      MethodType valueOf = MethodType.methodType(type).wrap().appendParameterTypes(type);
      out.writeByte(0xB8); // invokestatic
      out.writeShort(
          pool.method(
              EndpointClassWriter.internalName(valueOf.returnType()),
              "valueOf",
              valueOf.toMethodDescriptorString()));
    }
  }

  /** The offset of a type's instruction from that for int. */
  private static int kind(Class<?> type) {
    if (!type.isPrimitive()) {
      return 4;
    }
    if (type == long.class) {
      return 1;
    }
    if (type == float.class) {
      return 2;
    }
    return type == double.class ? 3 : 0;
  }
}
