/** The packaged adapter in a real server: deployment, calls between beans, bad configuration. */
package org.rarebit.systemtest.container;
