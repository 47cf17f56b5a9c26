/**
 * The installation check: an application of a page, two message-driven beans and nothing else. Its
 * steps are in {@link org.rarebit.check.CheckRun}.
 */
package org.rarebit.check;
