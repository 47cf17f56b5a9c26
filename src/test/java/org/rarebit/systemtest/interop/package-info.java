/** Python peers, with oslo.messaging as it is packaged, both ways. */
package org.rarebit.systemtest.interop;
