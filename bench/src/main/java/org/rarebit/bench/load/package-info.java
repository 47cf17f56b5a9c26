/**
 * The load that each peer's calling process makes, by commands on its standard input. Nothing but
 * the JDK is needed, so that it also runs inside a server's beans.
 */
package org.rarebit.bench.load;
