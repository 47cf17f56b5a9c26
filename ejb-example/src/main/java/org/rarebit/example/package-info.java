/**
 * The example: a contract, the bean that serves it, and beans that call it and others. To be copied
 * from.
 */
package org.rarebit.example;
