/** The resource adapter bean: start, stop, and what its parts share. */
package org.rarebit.ra;
