/**
 * Contracts by reflection: which methods of an interface or bean the network can reach, under which
 * names, and with which arguments. Shared by the calling and the serving side; knows nothing of
 * Jakarta or the broker.
 */
package org.rarebit.ra.contract;
