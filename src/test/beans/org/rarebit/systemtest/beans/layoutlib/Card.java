package org.rarebit.systemtest.beans.layoutlib;

/** What travels. */
public record Card(String text, int size) {}
