/** What a person sees, in a real browser. Only the profile {@code browser} compiles and runs it. */
package org.rarebit.systemtest.browser;
