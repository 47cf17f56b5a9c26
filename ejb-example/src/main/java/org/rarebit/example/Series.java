package org.rarebit.example;

import java.util.List;

/** Named numbers. */
public record Series(String name, List<Double> values) {}
