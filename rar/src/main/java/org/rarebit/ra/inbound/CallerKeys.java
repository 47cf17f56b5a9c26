package org.rarebit.ra.inbound;

import java.util.List;
import org.rarebit.api.RequestContext;
import org.rarebit.ra.config.PropertyReader;

/**
 * Which entries of a request context name the caller and the caller's roles. Immutable.
 *
 * @param names the first of these entries that is text and not blank is the caller; by default ids
 *     go before names, since a name is unique only within its domain
 * @param roles the entry that lists the roles; null for none
 */
record CallerKeys(List<String> names, String roles) {

  CallerKeys {
    names = List.copyOf(names);
  }

  /** Checks the activation properties: whoever asks for a caller must say where to find it. */
  static void check(boolean securityInflow, List<String> names, PropertyReader reader) {
    if (securityInflow && names.isEmpty()) {
      reader.problem(
          "callerKeys",
          "callerKeys must name an entry of the request context, e.g. \"user_id\", since"
              + " securityInflow is true.");
    }
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
