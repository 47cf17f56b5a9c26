/**
 * What MicroProfile Health tells of the adapter: whether it is ready, and whether it lives. The jar
 * in an application is all; its beans ask the adapter by JMX.
 */
@NullMarked
package org.rarebit.health;

import org.jspecify.annotations.NullMarked;
