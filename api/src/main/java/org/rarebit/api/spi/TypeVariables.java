package org.rarebit.api.spi;

import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the type variables of a class's generic supertypes stand for, seen from the class: in {@code
 * interface Items extends Store<Item, Integer>}, the E of Store is Item. Not thread-safe while it
 * is made; immutable afterwards.
 */
final class TypeVariables {

  private final Map<TypeVariable<?>, Type> bound = new HashMap<>();

  private TypeVariables() {}

  static TypeVariables of(Class<?> context) {
    TypeVariables variables = new TypeVariables();
    variables.bindSupertypesOf(context);
    return variables;
  }

  /** What the variables of a generic class stand for where it is used with these arguments. */
  static TypeVariables ofArguments(ParameterizedType generic) {
    TypeVariables variables = new TypeVariables();
    variables.bind(generic);
    return variables;
  }

  private void bindSupertypesOf(Class<?> type) {
    if (type.getSuperclass() != null) {
      bind(type.getGenericSuperclass());
    }
    for (Type parent : type.getGenericInterfaces()) {
      bind(parent);
    }
  }

  private void bind(Type supertype) {
    if (supertype instanceof ParameterizedType generic) {
      TypeVariable<?>[] parameters = ((Class<?>) generic.getRawType()).getTypeParameters();
      for (int i = 0; i < parameters.length; i++) {
        bound.putIfAbsent(parameters[i], resolve(generic.getActualTypeArguments()[i]));
      }
      bindSupertypesOf((Class<?>) generic.getRawType());
    } else if (supertype instanceof Class<?> plain) { // raw: its variables stand for nothing
      bindSupertypesOf(plain);
    }
  }

  /** The type with its variables replaced by what they stand for, as far as anything binds them. */
  Type resolve(Type type) {
    if (type instanceof TypeVariable<?> variable) {
      return bound.getOrDefault(variable, variable);
    }
    if (type instanceof ParameterizedType generic) {
      Type[] before = generic.getActualTypeArguments();
      Type[] after = Arrays.stream(before).map(this::resolve).toArray(Type[]::new);
      return Arrays.equals(before, after)
          ? generic
          : new Generic((Class<?>) generic.getRawType(), List.of(after), generic.getOwnerType());
    }
    if (type instanceof GenericArrayType array) {
      Type component = resolve(array.getGenericComponentType());
      return component instanceof Class<?> plain
          ? Array.newInstance(plain, 0).getClass()
          : component.equals(array.getGenericComponentType()) ? array : new GenericArray(component);
    }
    if (type instanceof WildcardType wildcard) {
      Type upper = wildcard.getUpperBounds()[0];
      Type resolved = resolve(upper);
      return resolved.equals(upper) ? wildcard : resolved;
    }
    return type;
  }

  Type[] parametersOf(Method method) {
    return Arrays.stream(method.getGenericParameterTypes()).map(this::resolve).toArray(Type[]::new);
  }

  /** The parameters' classes once the variables are replaced. */
  List<Class<?>> erasedParametersOf(Method method) {
    return Arrays.stream(parametersOf(method)).<Class<?>>map(TypeVariables::erase).toList();
  }

  static Class<?> erase(Type type) {
    if (type instanceof Class<?> plain) {
      return plain;
    }
    if (type instanceof ParameterizedType generic) {
      return (Class<?>) generic.getRawType();
    }
    if (type instanceof GenericArrayType array) {
      return Array.newInstance(erase(array.getGenericComponentType()), 0).getClass();
    }
    return erase(
        type instanceof TypeVariable<?> variable
            ? variable.getBounds()[0]
            : ((WildcardType) type).getUpperBounds()[0]);
  }

  private record Generic(Class<?> raw, List<Type> arguments, Type owner)
      implements ParameterizedType {

    @Override
    public Type[] getActualTypeArguments() {
      return arguments.toArray(Type[]::new);
    }

    @Override
    public Type getRawType() {
      return raw;
    }

    @Override
    public Type getOwnerType() {
      return owner;
    }

    @Override
    public String toString() {
      return arguments.stream()
          .map(Type::getTypeName)
          .collect(Collectors.joining(", ", raw.getName() + "<", ">"));
    }
  }

  private record GenericArray(Type component) implements GenericArrayType {

    @Override
    public Type getGenericComponentType() {
      return component;
    }

    @Override
    public String toString() {
      return component.getTypeName() + "[]";
    }
  }
}
