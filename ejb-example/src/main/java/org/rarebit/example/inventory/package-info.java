/**
 * An inventory of a cloud's servers, kept from the notifications of OpenStack's Nova: a bean that
 * hears them, a table that they make, and a bean that sends some for those who have no cloud.
 */
package org.rarebit.example.inventory;
