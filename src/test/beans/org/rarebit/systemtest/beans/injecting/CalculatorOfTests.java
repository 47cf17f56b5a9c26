package org.rarebit.systemtest.beans.injecting;

import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.rarebit.cdi.RpcTarget;

/** Stands for the target of the example's calculator. */
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
@RpcTarget(topic = "calculator")
public @interface CalculatorOfTests {}
