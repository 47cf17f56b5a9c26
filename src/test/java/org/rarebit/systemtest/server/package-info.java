/**
 * The servers that the adapter is tested on: each is started, given an application, and stopped.
 */
package org.rarebit.systemtest.server;
