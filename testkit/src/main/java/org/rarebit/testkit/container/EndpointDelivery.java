package org.rarebit.testkit.container;

import java.lang.reflect.Method;
import java.util.List;

/**
 * One delivery that reached a bean, or that the caller's roles kept from it.
 *
 * @param method the bean's method
 * @param arguments what it was called with, unmodifiable; elements may be null
 * @param result what it returned; null if it threw or is void
 * @param failure what the bean threw, or the EJBAccessException that kept it from being called;
 *     null if it returned
 * @param outcome what became of its transaction
 * @param caller the caller of the Work that delivered; null without a security context
 */
public record EndpointDelivery(
    Method method,
    List<Object> arguments,
    Object result,
    Throwable failure,
    DeliveryOutcome outcome,
    CallerIdentity caller) {}
