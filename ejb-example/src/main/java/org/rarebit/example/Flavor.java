package org.rarebit.example;

/** A size of a virtual machine, as the Python service of {@link ComputeClient} describes it. */
public record Flavor(long id, String name, int vcpus) {}
