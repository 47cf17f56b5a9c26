/** An adapter whose beans are never begun: what a server keeps of them by itself. */
package org.rarebit.bench.quiet;
