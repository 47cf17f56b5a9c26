/**
 * The same archive on every server: one set of tests, run by one class for each server, and servers
 * of two makes that call each other.
 */
package org.rarebit.systemtest.portability;
