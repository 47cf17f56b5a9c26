/** Payara Embedded as a process of the benchmark: it deploys an archive and passes commands on. */
package org.rarebit.bench.payara;
