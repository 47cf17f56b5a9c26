package org.rarebit.ra.inbound;

import java.lang.reflect.Method;

/**
 * One call of a bean.
 *
 * @param method of the listener's interface or the bean's class
 * @param args in the method's order
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record NotificationCall(Method method, Object[] args) {}
