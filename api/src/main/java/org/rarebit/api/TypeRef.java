package org.rarebit.api;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Objects;

/**
 * Holds a generic type where a class cannot: {@code new TypeRef<List<Flavor>>() {}}. Immutable.
 *
 * <p>Applications make subclasses without a name, as above.
 *
 * @param <T> the type
 */
public abstract class TypeRef<T> {

  private final Type type;

  private TypeRef(Type type) {
    this.type = type;
  }

  /**
   * Holds a type that is known at run time only.
   *
   * @param type as reflection shows it
   * @return a reference to whatever that is
   */
  public static TypeRef<Object> of(Type type) {
    return new OfType(Objects.requireNonNull(type, "type"));
  }

  private static final class OfType extends TypeRef<Object> {
    OfType(Type type) {
      super(type);
    }
  }

  /** Reads the type from the anonymous subclass that is being made. */
  protected TypeRef() {
    if (!(getClass().getGenericSuperclass() instanceof ParameterizedType parameterized)) {
      throw new IllegalStateException(
          "A TypeRef needs its type argument: new TypeRef<List<String>>() {}");
    }
    this.type = parameterized.getActualTypeArguments()[0];
  }

  /**
   * The type.
   *
   * @return as reflection shows it
   */
  public final Type type() {
    return type;
  }

  @Override
  public final String toString() {
    return type.getTypeName();
  }
}
