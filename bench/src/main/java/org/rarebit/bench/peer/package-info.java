/** The calling and the answering side of each peer that runs in plain Java. */
package org.rarebit.bench.peer;
