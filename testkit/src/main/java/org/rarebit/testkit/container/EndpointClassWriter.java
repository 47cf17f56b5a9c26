package org.rarebit.testkit.container;

import jakarta.resource.spi.endpoint.MessageEndpoint;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.List;

/**
 * Writes the class file of an endpoint: a public subclass of the bean class that implements {@link
 * MessageEndpoint} and passes each call to an {@link InvocationHandler}, as the servers generate
 * it. For a bean {@code B} with a method {@code long add(long a)} it is
 *
 * <pre>{@code
 * public class B$$FakeEndpoint extends B implements MessageEndpoint {
 *   static Method[] methods;
 *   final InvocationHandler container;
 *   final Object delegate;
 *   public B$$FakeEndpoint(InvocationHandler container, Object delegate) { … }
 *   public long add(long a) { return (Long) container.invoke(this, methods[0], new Object[] {a}); }
 * }
 * }</pre>
 *
 * By hand, since a test kit that brings a byte-code library along would collide with the user's.
 * The code has no branches and so needs no stack maps.
 */
final class EndpointClassWriter {

  static final String METHODS = "methods";
  static final String CONTAINER = "container";
  static final String DELEGATE = "delegate";

  private static final String HANDLER_NAME = internalName(InvocationHandler.class);
  private static final String HANDLER = InvocationHandler.class.descriptorString();
  private static final String METHOD_ARRAY = Method[].class.descriptorString();
  private static final String OBJECT = Object.class.descriptorString();
  private static final int JAVA_17 = 61;
  private static final int PUBLIC = 0x0001;
  private static final int STATIC = 0x0008;
  private static final int FINAL = 0x0010;
  private static final int SUPER = 0x0020;

  private final String owner;
  private final String bean;
  private final List<Method> methods;
  private final ConstantPool pool = new ConstantPool();

  /**
   * @param name of the class to write, in the bean's package, as {@link Class#getName()} has it
   * @param methods what to override, in the order of the array in the static field
   */
  EndpointClassWriter(String name, Class<?> bean, List<Method> methods) {
    this.owner = name.replace('.', '/');
    this.bean = internalName(bean);
    this.methods = methods;
  }

  byte[] write() {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      write(new DataOutputStream(bytes));
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
  }

  private void write(DataOutputStream out) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    writeBody(new DataOutputStream(body));
    out.writeInt(0xCAFEBABE);
    out.writeInt(JAVA_17);
    pool.writeTo(out);
    out.write(body.toByteArray());
  }

  private void writeBody(DataOutputStream out) throws IOException {
    out.writeShort(PUBLIC | SUPER);
    out.writeShort(pool.type(owner));
    out.writeShort(pool.type(bean));
    out.writeShort(1);
    out.writeShort(pool.type(internalName(MessageEndpoint.class)));
    out.writeShort(3);
    writeField(out, STATIC, METHODS, METHOD_ARRAY);
    writeField(out, FINAL, CONTAINER, HANDLER);
    writeField(out, FINAL, DELEGATE, OBJECT);
    out.writeShort(methods.size() + 1);
    writeConstructor(out);
    for (int i = 0; i < methods.size(); i++) {
      writeMethod(out, methods.get(i), i);
    }
    out.writeShort(0); // attributes of the class
  }

  private void writeField(DataOutputStream out, int access, String field, String descriptor)
      throws IOException {
    out.writeShort(access);
    out.writeShort(pool.utf8(field));
    out.writeShort(pool.utf8(descriptor));
    out.writeShort(0);
  }

  private void writeConstructor(DataOutputStream out) throws IOException {
    MethodCode code = new MethodCode(pool);
    // the fields first: the bean's constructor may call a method that is overridden here
    code.load(Object.class, 0);
    code.load(Object.class, 1);
    code.putField(owner, CONTAINER, HANDLER);
    code.load(Object.class, 0);
    code.load(Object.class, 2);
    code.putField(owner, DELEGATE, OBJECT);
    code.load(Object.class, 0);
    code.invokeSpecial(bean, "<init>", "()V");
    code.returnFrom(void.class);
    code.writeMethod(out, "<init>", "(" + HANDLER + OBJECT + ")V", 3);
  }

  private void writeMethod(DataOutputStream out, Method method, int index) throws IOException {
    Class<?>[] types = method.getParameterTypes();
    MethodCode code = new MethodCode(pool);
    code.load(Object.class, 0);
    code.getField(owner, CONTAINER, HANDLER);
    code.load(Object.class, 0);
    code.getStatic(owner, METHODS, METHOD_ARRAY);
    code.push(index);
    code.loadElement();
    int slot = code.newArgumentArray(types);
    code.invokeInterface(
        HANDLER_NAME,
        "invoke",
        "(" + OBJECT + Method.class.descriptorString() + "[" + OBJECT + ")" + OBJECT,
        4);
    code.cast(method.getReturnType());
    code.returnFrom(method.getReturnType());
    String descriptor =
        MethodType.methodType(method.getReturnType(), types).toMethodDescriptorString();
    code.writeMethod(out, method.getName(), descriptor, slot);
  }

  static String internalName(Class<?> type) {
    return type.isArray() ? type.descriptorString() : type.getName().replace('.', '/');
  }
}
