package org.rarebit.ra.inbound;

import java.util.Arrays;
import java.util.List;
import org.rarebit.api.RequestContext;

/**
 * Which entries of a request context name the caller and the caller's roles. Immutable.
 *
 * @param names the first of these entries that is text and not blank is the caller
 * @param roles the entry that lists the roles; null for none
 */
record CallerKeys(List<String> names, String roles) {

  /** An id is unique, a name only within its domain: so ids go first. */
  static final String DEFAULT_NAMES = "user_id,user,user_name";

  static final String DEFAULT_ROLES = "roles";

  CallerKeys {
    names = List.copyOf(names);
  }

  /** From the activation properties; a blank one is none. */
  static CallerKeys of(String names, String roles) {
    return new CallerKeys(
        names == null
            ? List.of()
            : Arrays.stream(names.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList(),
        roles == null || roles.isBlank() ? null : roles.strip());
  }

  /**
   * The caller of a request. Without a name there are no roles either: nobody has them. What is no
   * text is no role.
   */
  CallerIdentity identityIn(RequestContext context) {
    return names.stream()
        .map(context::get)
        .filter(value -> value instanceof String text && !text.isBlank())
        .findFirst()
        .map(name -> new CallerIdentity((String) name, rolesIn(context)))
        .orElse(CallerIdentity.UNAUTHENTICATED);
  }

  private List<String> rolesIn(RequestContext context) {
    return roles != null && context.get(roles) instanceof List<?> list
        ? list.stream()
            .filter(String.class::isInstance)
            .map(String.class::cast)
            .filter(role -> !role.isBlank())
            .distinct()
            .toList()
        : List.of();
  }
}
