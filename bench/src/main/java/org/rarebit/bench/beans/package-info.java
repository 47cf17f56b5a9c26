/** The beans that are measured in a server. */
package org.rarebit.bench.beans;
