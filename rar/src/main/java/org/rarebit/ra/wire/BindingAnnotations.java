package org.rarebit.ra.wire;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.PropertyName;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedField;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import java.lang.annotation.Annotation;
import java.lang.reflect.Executable;
import java.lang.reflect.Parameter;
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
    Annotation jsonb = ForeignAnnotations.find(annotated, JSONB + "JsonbProperty");
    String name = jsonb == null ? "" : ForeignAnnotations.text(jsonb, "value");
    return name.isEmpty() ? null : PropertyName.construct(name);
  }

  @Override
  public boolean hasIgnoreMarker(AnnotatedMember member) {
    return super.hasIgnoreMarker(member)
        || ForeignAnnotations.find(member, JSONB + "JsonbTransient") != null;
  }

  @Override
  public String[] findEnumValues(
      MapperConfig<?> config, AnnotatedClass type, Enum<?>[] constants, String[] names) {
    String[] found = super.findEnumValues(config, type, constants, names);
    for (AnnotatedField field : type.fields()) {
      Name ours = field.getAnnotation(Name.class);
      String foreign =
          ours == null && field.getAnnotated().isEnumConstant()
              ? ForeignAnnotations.jsonProperty(field)
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
    return own == null ? ForeignAnnotations.find(annotated, type) : own;
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
}
