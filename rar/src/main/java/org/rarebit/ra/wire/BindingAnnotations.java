package org.rarebit.ra.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.PropertyName;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedField;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.AnnotationMap;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import java.lang.annotation.Annotation;
import java.lang.reflect.Array;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Set;
import org.rarebit.api.Name;

/**
 * What annotations of an application's classes say of their JSON: our own {@link Name}, Jackson's,
 * and of JSON-B {@code @JsonbProperty} and {@code @JsonbTransient}. The last two kinds are found by
 * their names: an application may have Jackson as well, and its classes are then others than ours.
 * Different from Jackson: constructor parameters have the names that {@code -parameters} left in
 * the class file, and no message chooses the class that is made from it.
 */
final class BindingAnnotations extends JacksonAnnotationIntrospector {

  private static final long serialVersionUID = 1L;

  private static final String JSONB = "jakarta.json.bind.annotation.";

  @Override
  public String findImplicitPropertyName(AnnotatedMember member) {
    String name = super.findImplicitPropertyName(member);
    if (name == null && member instanceof AnnotatedParameter parameter) {
      return nameInClassFile(parameter);
    }
    return name;
  }

  @Override
  public JsonTypeInfo.Value findPolymorphicTypeInfo(MapperConfig<?> config, Annotated annotated) {
    return null;
  }

  @Override
  public PropertyName findNameForSerialization(Annotated annotated) {
    PropertyName name = givenName(annotated);
    return name == null ? super.findNameForSerialization(annotated) : name;
  }

  @Override
  public PropertyName findNameForDeserialization(Annotated annotated) {
    PropertyName name = givenName(annotated);
    return name == null ? super.findNameForDeserialization(annotated) : name;
  }

  /** Null if none is given, or Jackson's own annotation gives it. */
  private static PropertyName givenName(Annotated annotated) {
    Name ours = annotated.getAnnotation(Name.class);
    if (ours != null) {
      return PropertyName.construct(ours.value());
    }
    Annotation jsonb = Foreign.find(annotated, JSONB + "JsonbProperty");
    String name = jsonb == null ? "" : Foreign.text(jsonb, "value");
    return name.isEmpty() ? null : PropertyName.construct(name);
  }

  @Override
  public boolean hasIgnoreMarker(AnnotatedMember member) {
    return super.hasIgnoreMarker(member) || Foreign.find(member, JSONB + "JsonbTransient") != null;
  }

  @Override
  public String[] findEnumValues(
      MapperConfig<?> config, AnnotatedClass type, Enum<?>[] constants, String[] names) {
    String[] found = super.findEnumValues(config, type, constants, names);
    for (AnnotatedField field : type.fields()) {
      Name ours = field.getAnnotation(Name.class);
      String foreign =
          ours == null && field.getAnnotated().isEnumConstant()
              ? Foreign.jsonProperty(field)
              : null;
      String name = ours == null ? foreign : ours.value();
      for (int i = 0; name != null && i < constants.length; i++) {
        if (constants[i].name().equals(field.getName())) {
          found[i] = name;
        }
      }
    }
    return found;
  }

  /** Jackson asks here for each of its annotations. */
  @Override
  protected <A extends Annotation> A _findAnnotation(Annotated annotated, Class<A> type) {
    A own = super._findAnnotation(annotated, type);
    return own == null ? Foreign.find(annotated, type) : own;
  }

  @Override
  protected boolean _hasAnnotation(Annotated annotated, Class<? extends Annotation> type) {
    return _findAnnotation(annotated, type) != null;
  }

  @Override
  protected boolean _hasOneOf(Annotated annotated, Class<? extends Annotation>[] types) {
    for (Class<? extends Annotation> type : types) {
      if (_hasAnnotation(annotated, type)) {
        return true;
      }
    }
    return false;
  }

  private static String nameInClassFile(AnnotatedParameter parameter) {
    if (parameter.getOwner().getMember() instanceof Executable executable
        && executable.getParameterCount() == parameter.getOwner().getParameterCount()) {
      Parameter declared = executable.getParameters()[parameter.getIndex()];
      return declared.isNamePresent() ? declared.getName() : null;
    }
    return null;
  }

  /**
   * Annotations whose classes are not ours: found by name, and shown as if they were of our class
   * of the same name. Jackson looks at a class once, so that this costs nothing later.
   */
  private static final class Foreign {

    /** Of the archive's own copy the package may have another beginning, so only its end counts. */
    private static final String JACKSON = ".jackson.annotation.";

    /**
     * Those that say how, and name no classes: these would be of the application's copy as well.
     */
    private static final Set<String> UNDERSTOOD =
        Set.of(
            "JsonAlias",
            "JsonAnyGetter",
            "JsonAnySetter",
            "JsonAutoDetect",
            "JsonCreator",
            "JsonFormat",
            "JsonGetter",
            "JsonIgnore",
            "JsonIgnoreProperties",
            "JsonIgnoreType",
            "JsonInclude",
            "JsonIncludeProperties",
            "JsonKey",
            "JsonProperty",
            "JsonPropertyOrder",
            "JsonSetter",
            "JsonUnwrapped",
            "JsonValue");

    private Foreign() {}

    /** The annotation of this name, or null. */
    static Annotation find(Annotated annotated, String name) {
      for (Annotation annotation : annotationsOf(annotated)) {
        if (annotation.annotationType().getName().equals(name)) {
          return annotation;
        }
      }
      return null;
    }

    /** Another copy's annotation as one of ours, or null if there is none. */
    static <A extends Annotation> A find(Annotated annotated, Class<A> type) {
      if (!UNDERSTOOD.contains(type.getSimpleName())) {
        return null;
      }
      String end = JACKSON + type.getSimpleName();
      for (Annotation annotation : annotationsOf(annotated)) {
        Class<?> found = annotation.annotationType();
        if (found != type && found.getName().endsWith(end)) {
          return type.cast(as(type, annotation));
        }
      }
      return null;
    }

    /** The name that another copy's annotation gives, or null. */
    static String jsonProperty(Annotated annotated) {
      JsonProperty found = find(annotated, JsonProperty.class);
      return found == null || found.value().isEmpty() ? null : found.value();
    }

    static String text(Annotation annotation, String member) {
      return String.valueOf(valueOf(annotation, member));
    }

    private static Iterable<Annotation> annotationsOf(Annotated annotated) {
      if (annotated instanceof AnnotatedMember member) { // one that Jackson made up has none
        AnnotationMap all = member.getAllAnnotations();
        return all == null ? Set.of() : all.annotations();
      }
      return annotated instanceof AnnotatedClass type
          ? Arrays.asList(type.getRawType().getAnnotations())
          : Set.of();
    }

    private static Object as(Class<?> type, Annotation foreign) {
      InvocationHandler handler =
          (proxy, method, args) -> {
            if (method.getDeclaringClass() == type) {
              return member(method, foreign);
            }
            return switch (method.getName()) {
              case "annotationType" -> type;
              case "equals" -> proxy == args[0];
              case "hashCode" -> foreign.hashCode();
              default -> foreign.toString();
            };
          };
      return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }

    /** What the other copy does not have, or has in another form, is as if it were not given. */
    private static Object member(Method member, Annotation foreign) {
      Object found = valueOf(foreign, member.getName());
      Object ours = found == null ? null : converted(found, member.getReturnType());
      return ours == null ? member.getDefaultValue() : ours;
    }

    private static Object valueOf(Annotation annotation, String member) {
      try {
        return annotation.annotationType().getMethod(member).invoke(annotation);
      } catch (ReflectiveOperationException e) {
        return null;
      }
    }

    private static Object converted(Object value, Class<?> type) {
      if (type.isPrimitive() || type.isInstance(value)) {
        return value;
      }
      if (type.isEnum() && value instanceof Enum<?> constant) {
        for (Object ours : type.getEnumConstants()) {
          if (((Enum<?>) ours).name().equals(constant.name())) {
            return ours;
          }
        }
        return null;
      }
      if (type.isArray() && value.getClass().isArray()) {
        int length = Array.getLength(value);
        Object array = Array.newInstance(type.getComponentType(), length);
        for (int i = 0; i < length; i++) {
          Object element = converted(Array.get(value, i), type.getComponentType());
          if (element == null) {
            return null;
          }
          Array.set(array, i, element);
        }
        return array;
      }
      return type.isAnnotation() && value instanceof Annotation nested ? as(type, nested) : null;
    }
  }
}
