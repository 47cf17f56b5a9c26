package org.rarebit.ra.server;

import java.lang.reflect.Method;

/**
 * One call of a bean.
 *
 * @param method of the listener's interface or the bean's class
 * @param args in the method's order
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record NotificationCall(Method method, Object[] args) {}
