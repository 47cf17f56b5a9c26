package org.rarebit.testkit.container;

import java.util.Set;

/**
 * The identity that a Work brought into the container by a {@code SecurityContext}.
 *
 * @param name the caller's name; null for the unauthenticated caller
 * @param groups the caller's groups, unmodifiable
 */
public record CallerIdentity(String name, Set<String> groups) {

  public CallerIdentity {
    groups = Set.copyOf(groups);
  }
}
