/**
 * The example's page and the JSON resource behind it. Whoever reaches the page can call every
 * service of the broker: put a login before it where that matters.
 */
package org.rarebit.example.web;
