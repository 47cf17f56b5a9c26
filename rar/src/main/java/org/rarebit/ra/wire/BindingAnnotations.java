package org.rarebit.ra.wire;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import java.lang.reflect.Executable;
import java.lang.reflect.Parameter;

/**
 * Jackson's annotations, with two differences: constructor parameters have the names that {@code
 * -parameters} left in the class file, and no message chooses the class that is made from it.
 */
final class BindingAnnotations extends JacksonAnnotationIntrospector {

  private static final long serialVersionUID = 1L;

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

  private static String nameInClassFile(AnnotatedParameter parameter) {
    if (parameter.getOwner().getMember() instanceof Executable executable
        && executable.getParameterCount() == parameter.getOwner().getParameterCount()) {
      Parameter declared = executable.getParameters()[parameter.getIndex()];
      return declared.isNamePresent() ? declared.getName() : null;
    }
    return null;
  }
}
