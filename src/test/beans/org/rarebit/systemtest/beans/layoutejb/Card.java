package org.rarebit.systemtest.beans.layoutejb;

/** What travels. */
public record Card(String text, int size) {}
