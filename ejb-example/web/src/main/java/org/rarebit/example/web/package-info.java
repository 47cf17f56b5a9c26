/**
 * The example's page and the resources behind it: calls, and the inventory of servers. Whoever
 * reaches the page can call every service of the broker and send notifications: put a login before
 * it where that matters.
 */
package org.rarebit.example.web;
