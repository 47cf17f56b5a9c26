/**
 * A page for administrators that shows live what the adapter is doing, and why what is red is so.
 * It knows the adapter by what that shows in JMX alone.
 */
package org.rarebit.console;
