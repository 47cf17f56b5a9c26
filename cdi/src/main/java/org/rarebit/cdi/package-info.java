/**
 * Injects contracts and clients: a portable extension of Jakarta CDI 4.0. {@link
 * org.rarebit.cdi.RpcTarget} is all that an application needs of it.
 */
@NullMarked
package org.rarebit.cdi;

import org.jspecify.annotations.NullMarked;
