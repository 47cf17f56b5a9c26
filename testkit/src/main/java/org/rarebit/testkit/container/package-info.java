/**
 * Strict fakes of a Jakarta Connectors container, for the tests of a resource adapter and of the
 * beans it serves, in plain Java SE and in milliseconds.
 *
 * <p>They behave as the strictest reading of Jakarta Connectors 2.1 and as the oddest of the real
 * servers: {@code release()} after each {@code run()} as IronJacamar does, interrupts at stop as
 * Open Liberty does, an {@code UnavailableException} at once when the beans are used up as Payara
 * does. An adapter that breaks the contract gets a {@link
 * org.rarebit.testkit.container.ContractViolation}, which is also kept, since an adapter may
 * swallow it: {@link org.rarebit.testkit.container.FakeContainer#close()} throws what nobody took.
 *
 * <p>{@link org.rarebit.testkit.container.FakeContainer} is the entry to all of them. It needs the
 * Jakarta EE API on the class path and nothing else. Sections of the specification are numbered as
 * its TCK does, with the introduction as 1.
 */
package org.rarebit.testkit.container;
