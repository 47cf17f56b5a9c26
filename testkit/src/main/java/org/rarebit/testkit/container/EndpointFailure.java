package org.rarebit.testkit.container;

/** What goes wrong with each delivery, for as long as a {@link FakeEndpointFactory} is told so. */
public enum EndpointFailure {

  /** Nothing. */
  NONE,

  /** {@code createEndpoint} throws an {@code UnavailableException}. */
  UNAVAILABLE,

  /** {@code createEndpoint} throws what the specification does not know: a RuntimeException. */
  CREATION_BREAKS,

  /** {@code createEndpoint} throws an Error, as when a class of the bean is missing. */
  CREATION_FAILS_TO_LINK,

  /** {@code beforeDelivery} throws a {@code ResourceException}: no transaction can be begun. */
  NO_TRANSACTION
}
