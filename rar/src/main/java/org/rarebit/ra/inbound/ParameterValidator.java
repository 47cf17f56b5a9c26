package org.rarebit.ra.inbound;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validation;
import jakarta.validation.ValidationException;
import jakarta.validation.Validator;
import jakarta.validation.metadata.MethodType;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks arguments against the Bean Validation constraints of a method's parameters, where the
 * server offers Bean Validation. Thread-safe.
 */
final class ParameterValidator {

  private static final System.Logger LOG = System.getLogger(ParameterValidator.class.getName());

  private final Validator validator; // null: the server offers none, or the bean has no constraints

  private ParameterValidator(Validator validator) {
    this.validator = validator;
  }

  /** Checks nothing. */
  static ParameterValidator none() {
    return new ParameterValidator(null);
  }

  /**
   * Looks at the bean once, with its own class loader, where providers look for their
   * configuration.
   */
  static ParameterValidator of(Class<?> beanClass) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(beanClass.getClassLoader());
    try {
      Validator found = Validation.buildDefaultValidatorFactory().getValidator();
      boolean constrained =
          !found
              .getConstraintsForClass(beanClass)
              .getConstrainedMethods(MethodType.NON_GETTER)
              .isEmpty();
      return new ParameterValidator(constrained ? found : null);
    } catch (ValidationException | LinkageError e) {
      LOG.log(Level.DEBUG, "no Bean Validation for " + beanClass.getName(), e);
      return new ParameterValidator(null);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /**
   * Checks the arguments of one call.
   *
   * @throws ConstraintViolationException naming every violation, for the caller
   */
  void check(Object bean, Method method, Object[] args) {
    if (validator == null) {
      return;
    }
    Set<ConstraintViolation<Object>> violations =
        validator.forExecutables().validateParameters(bean, method, args);
    if (!violations.isEmpty()) {
      throw new ConstraintViolationException(
          violations.stream()
              .map(violation -> violation.getPropertyPath() + " " + violation.getMessage())
              .sorted()
              .collect(Collectors.joining("; ")),
          violations);
    }
  }
}
