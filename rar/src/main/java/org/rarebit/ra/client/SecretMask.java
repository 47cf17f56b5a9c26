package org.rarebit.ra.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes out what looks like a secret: the values of entries with such a name, and what follows such
 * a name, or the user in a URL, in a text. It finds what oslo.utils finds and some more; it cannot
 * find a secret that nothing names.
 *
 * @see <a href="https://opendev.org/openstack/oslo.utils">oslo_utils strutils.py,
 *     mask_dict_password, mask_password and _SANITIZE_KEYS</a>
 */
final class SecretMask {

  private static final String MASK = "***";

  private static final String OTHER_SECRETS =
      "pswd|secret|token|credential|configdrive|cookie|hashsuffix|clusterfsid|cryptokek"
          + "|(?:private|encrypted|encryption|fernet|ssl|ssh|client|auth|admin|heartbeat|ndc|rgw"
          + "|mds|mon)_?key";

  private static final Pattern NAME = ignoringCase("pass|" + OTHER_SECRETS);

  private static final String NAME_IN_TEXT = // "compass" is none
      "(?:(?:admin|new)_?pass|pass(?:word|wd|phrase)|" + OTHER_SECRETS + ")(?:_uuid)?[0-9]{0,9}";

  /** With Python's prefixes, and with quotes that are escaped, as in JSON within a text. */
  private static final String VALUE = "(?:[bu]?\\\\?\"[^\"]*\"|[bu]?\\\\?'[^']*'|[^\\s\"'<>,;&]+)";

  /** {@code name=value}, {@code "name": "value"}, {@code --name value}, and an element's text. */
  private static final Pattern NAMED =
      ignoringCase(
          "("
              + NAME_IN_TEXT
              + "(?:(?:\\\\?[\"'])?\\s{0,9}[=:]\\s{0,9}|\\s{1,9}(?=[\"'])))"
              + VALUE
              + "|("
              + NAME_IN_TEXT
              + "(?<=--[\\w-]{1,60})\\s{1,9})"
              + VALUE
              + "|("
              + NAME_IN_TEXT
              + ">)[^<]+");

  private static final Pattern IN_URL = Pattern.compile("(://[^/\\s:@]{0,255}:)[^/\\s@]+(?=@)");

  private SecretMask() {}

  /** The tree without secrets; it is changed in place, but a text is replaced. */
  static JsonNode masked(JsonNode tree) {
    if (tree instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        field.setValue(
            NAME.matcher(field.getKey()).find()
                ? TextNode.valueOf(MASK)
                : masked(field.getValue()));
      }
    } else if (tree instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, masked(array.get(i)));
      }
    } else if (tree.isTextual()) {
      return TextNode.valueOf(masked(tree.textValue()));
    }
    return tree;
  }

  private static String masked(String text) {
    String withoutUrls = IN_URL.matcher(text).replaceAll("$1" + MASK);
    return NAMED
        .matcher(withoutUrls)
        .replaceAll(
            found -> {
              String kept = found.group(1) != null ? found.group(1) : found.group(2);
              return Matcher.quoteReplacement((kept != null ? kept : found.group(3)) + MASK);
            });
  }

  private static Pattern ignoringCase(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
  }
}
