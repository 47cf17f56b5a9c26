package org.rarebit.testkit.container;

/** How the endpoints of a server without a typed listener method look and fail. */
public enum EndpointStyle {
  /**
   * As WildFly and Open Liberty: the bean's methods are called on the endpoint itself, and its
   * exceptions arrive.
   */
  STANDARD,
  /**
   * As Payara and GlassFish: an exception of a method that is called on the endpoint itself is
   * lost; what arrives instead is an {@code EJBException} about a transaction attribute. The
   * endpoint has a field with a {@link java.lang.reflect.Proxy}, whose invocation handler takes the
   * endpoint, the method of the bean class and the arguments, and lets exceptions through.
   */
  PAYARA
}
