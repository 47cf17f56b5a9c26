package org.rarebit.console;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Whether a request comes from the page itself, by what a browser says and no page can change. A
 * page of somebody else's, opened by an administrator who has logged in here, could send requests
 * in his name otherwise.
 */
final class SameOrigin {

  private SameOrigin() {}

  /**
   * Decides.
   *
   * @param fetchSite the header Sec-Fetch-Site; null without one, as over http
   * @param origin the header Origin; null without one
   * @param host the header Host, as the browser has it: before a proxy, scheme and port of the
   *     server may be others
   */
  static boolean allows(String fetchSite, String origin, String host) {
    if (fetchSite != null) {
      return fetchSite.equals("same-origin");
    }
    if (origin == null || host == null) {
      return false;
    }
    try {
      String authority = new URI(origin).getRawAuthority();
      return authority != null
          && authority.toLowerCase(Locale.ROOT).equals(host.toLowerCase(Locale.ROOT));
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
