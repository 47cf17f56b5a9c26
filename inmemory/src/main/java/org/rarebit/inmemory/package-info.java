/**
 * Beans and their callers in one JVM, without broker and container, for tests of applications:
 * {@link org.rarebit.inmemory.InMemoryRpc}.
 */
@NullMarked
package org.rarebit.inmemory;

import org.jspecify.annotations.NullMarked;
