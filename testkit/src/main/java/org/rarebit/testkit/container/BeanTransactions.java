package org.rarebit.testkit.container;

import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import java.lang.reflect.Method;

/**
 * The transaction attributes of a message-driven bean, as servers read them: the method's own; else
 * that of the class which declares the method, not of a subclass; else REQUIRED.
 */
final class BeanTransactions {

  private BeanTransactions() {}

  static boolean isTransacted(Class<?> bean, Method method) {
    TransactionManagement management = bean.getAnnotation(TransactionManagement.class);
    if (management != null && management.value() == TransactionManagementType.BEAN) {
      return false;
    }
    TransactionAttribute attribute = method.getAnnotation(TransactionAttribute.class);
    if (attribute == null) {
      attribute = method.getDeclaringClass().getDeclaredAnnotation(TransactionAttribute.class);
    }
    return attribute == null || attribute.value() == TransactionAttributeType.REQUIRED;
  }
}
