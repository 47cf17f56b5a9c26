/** Beans that only the system tests deploy. Their packages become EJB modules of their own. */
package org.rarebit.systemtest.beans;
