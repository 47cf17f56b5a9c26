/** What {@code ./demo} runs: a broker, a server with the example, some calls, the page. */
package org.rarebit.systemtest.demo;
