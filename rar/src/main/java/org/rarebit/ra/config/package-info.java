/**
 * How the containers' beans read their properties: as text, with all that is wrong in one message.
 */
package org.rarebit.ra.config;
