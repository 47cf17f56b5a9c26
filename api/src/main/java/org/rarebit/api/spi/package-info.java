/**
 * What the adapter and {@code rarebit-cdi} share: contracts by reflection, that is, which methods
 * of an interface or bean the network can reach, under which names, and with which values.
 * Applications do not use it, and it may change with every release.
 */
@NullMarked
package org.rarebit.api.spi;

import org.jspecify.annotations.NullMarked;
