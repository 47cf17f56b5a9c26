package org.rarebit.systemtest.beans.layoutweb;

/** What travels. */
public record Card(String text, int size) {}
