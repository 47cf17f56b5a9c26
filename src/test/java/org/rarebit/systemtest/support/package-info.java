/**
 * Fixtures of the system tests and the demo: the server, the broker, Python peers, the archives.
 */
package org.rarebit.systemtest.support;
