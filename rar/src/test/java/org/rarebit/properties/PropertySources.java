package org.rarebit.properties;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Makes from the table {@code src/properties/properties.xml} whatever else says something about a
 * property. Needs nothing but a JDK: {@code java
 * rar/src/test/java/org/rarebit/properties/PropertySources.java} in the root of the project. What
 * it makes is kept under version control, so that nobody needs it who does not change a property.
 */
public final class PropertySources {

  private static final String TABLE = "rar/src/properties/properties.xml";
  private static final String BEGIN = "<properties";
  private static final String END = "</properties>";
  private static final String NOTE = "made by PropertySources from " + TABLE + ", do not edit";
  private static final int WIDTH = 100; // of a line of Java, as the formatter breaks it
  private static final String MANY = "2147483647";

  /** A bean, as the table calls it. */
  private enum Bean {
    ADAPTER("org.rarebit.ra.RarebitResourceAdapter", "AdapterProperties", null, ""),
    FACTORY("org.rarebit.ra.outbound.RpcManagedConnectionFactory", "FactoryProperties", null, ""),
    RPC("org.rarebit.ra.inbound.RpcActivationSpec", "RpcProperties", "RpcActivation", "request"),
    NOTIFICATION(
        "org.rarebit.ra.inbound.NotificationActivationSpec",
        "NotificationProperties",
        "NotificationActivation",
        "notification");

    private final String className;
    private final String values;
    private final String constants; // null: none
    private final String message;

    Bean(String className, String values, String constants, String message) {
      this.className = className;
      this.values = values;
      this.constants = constants;
      this.message = message;
    }

    String packageName() {
      return className.substring(0, className.lastIndexOf('.'));
    }

    String simpleName() {
      return className.substring(className.lastIndexOf('.') + 1);
    }

    Path path() {
      return Path.of("rar/src/main/java", className.replace('.', '/') + ".java");
    }

    Path valuesPath() {
      return path().resolveSibling(values + ".java");
    }
  }

  /** A line of the table, as one bean has it. Null: not said. */
  private record Property(
      String name,
      String type,
      String initial,
      String from,
      String to,
      List<String> choices,
      String required,
      String bytes,
      String text) {

    String upperName() {
      return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    String constant() {
      return name.replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
    }

    boolean secret() {
      return type.equals("secret") || type.equals("url");
    }

    /** The type of the checked value. */
    String javaType() {
      return switch (type) {
        case "int", "long" -> type;
        case "flag" -> "boolean";
        case "list" -> "List<String>";
        default -> "String";
      };
    }

    /** What the type is called as an object; null if it is text anyway. */
    String boxedType() {
      return switch (type) {
        case "int" -> "Integer";
        case "long" -> "Long";
        case "flag" -> "Boolean";
        default -> null;
      };
    }

    /** What may be set, as the rest of a sentence. */
    String allowed() {
      String what =
          switch (type) {
            case "int", "long" -> "a number, " + range();
            case "flag" -> "true or false";
            case "choice" -> String.join(" or ", choices) + ", in any case";
            case "list" -> "names, separated by commas";
            case "lines" -> "text of one or more lines";
            case "secret" -> "taken as it is";
            default -> "text";
          };
      if (required != null) {
        return what + "; not null";
      }
      return initial == null && !type.equals("secret") ? what + "; null: not set" : what;
    }

    String range() {
      return to == null || to.equals(MANY) ? "from " + from : from + " to " + to;
    }
  }

  private final Path root;
  private final Map<Bean, List<Property>> table = new LinkedHashMap<>();

  private PropertySources(Path root) throws IOException {
    this.root = root;
    for (Bean bean : Bean.values()) {
      table.put(bean, new ArrayList<>());
    }
    NodeList lines = parse(root.resolve(TABLE)).getElementsByTagName("property");
    for (int i = 0; i < lines.getLength(); i++) {
      read((Element) lines.item(i));
    }
  }

  /** Writes what is not as the table says. */
  public static void main(String[] args) throws IOException {
    Path root = Path.of(args.length > 0 ? args[0] : "");
    for (Map.Entry<Path, String> stale : stale(root).entrySet()) {
      Files.writeString(root.resolve(stale.getKey()), stale.getValue());
      System.out.println("written: " + stale.getKey());
    }
  }

  /** The files that are not as the table says, with what should be in them. */
  static Map<Path, String> stale(Path root) throws IOException {
    Map<Path, String> stale = new LinkedHashMap<>();
    for (Map.Entry<Path, String> made : new PropertySources(root).all().entrySet()) {
      Path file = root.resolve(made.getKey());
      if (!Files.exists(file) || !Files.readString(file).equals(made.getValue())) {
        stale.put(made.getKey(), made.getValue());
      }
    }
    return stale;
  }

  private Map<Path, String> all() throws IOException {
    Map<Path, String> files = new LinkedHashMap<>();
    Path descriptor = Path.of("rar/src/main/rar/META-INF/ra.xml");
    Path manual = Path.of("docs/configuration.md");
    String xml = Files.readString(root.resolve(descriptor));
    String pages = Files.readString(root.resolve(manual));
    for (Map.Entry<Bean, List<Property>> entry : table.entrySet()) {
      Bean bean = entry.getKey();
      List<Property> properties = entry.getValue();
      String source = Files.readString(root.resolve(bean.path()));
      files.put(bean.path(), between(source, "", bean.path(), beanPart(bean, properties)));
      files.put(bean.valuesPath(), values(bean, properties));
      if (bean.constants != null) {
        files.put(
            Path.of("api/src/main/java/org/rarebit/api", bean.constants + ".java"),
            constants(bean, properties));
      }
      xml = between(xml, bean.simpleName(), descriptor, elements(properties));
      pages = between(pages, bean.simpleName(), manual, rows(properties));
    }
    files.put(descriptor, xml);
    files.put(manual, pages);
    return files;
  }

  // ---- the table

  private static Element parse(Path file) throws IOException {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(file.toFile())
          .getDocumentElement();
    } catch (javax.xml.parsers.ParserConfigurationException | org.xml.sax.SAXException e) {
      throw new IOException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private void read(Element line) {
    for (String of : line.getAttribute("of").split(" ", -1)) {
      Bean bean = Bean.valueOf(of.toUpperCase(Locale.ROOT));
      Property bare =
          new Property(
              line.getAttribute("name"),
              line.getAttribute("type"),
              attribute(line, "default"),
              attribute(line, "from"),
              attribute(line, "to"),
              line.hasAttribute("values") ? List.of(line.getAttribute("values").split(" ")) : null,
              attribute(line, "required"),
              attribute(line, "bytes"),
              line.getTextContent().strip().replaceAll("\\s+", " "));
      table.get(bean).add(withText(bare, textOf(bare, bean)));
    }
  }

  private static String attribute(Element line, String name) {
    return line.hasAttribute(name) ? line.getAttribute(name) : null;
  }

  private static String textOf(Property property, Bean bean) {
    String text = property.text;
    if (property.from != null) {
      text = text.replace("{range}", property.range());
    }
    if (property.type.equals("choice")) {
      property.choices.forEach(
          choice -> require(property.text.contains(choice), property, "its text lacks " + choice));
    }
    text = text.replace("{messages}", bean.message + "s").replace("{message}", bean.message);
    require(!text.contains("{") && !text.contains("|"), property, "its text has { or |");
    return text;
  }

  private static Property withText(Property p, String text) {
    return new Property(
        p.name, p.type, p.initial, p.from, p.to, p.choices, p.required, p.bytes, text);
  }

  private static void require(boolean condition, Property property, String what) {
    if (!condition) {
      throw new IllegalArgumentException("Property " + property.name + ": " + what + ".");
    }
  }

  // ---- the beans

  private static String beanPart(Bean bean, List<Property> properties) {
    StringBuilder part = new StringBuilder();
    for (Property property : properties) {
      part.append("\n").append(annotation(property));
      part.append("  private String ").append(property.name);
      if (property.initial != null) {
        part.append(" = ").append(quoted(property.initial));
      }
      part.append(";\n");
    }
    properties.forEach(property -> part.append(accessors(bean, property)));
    if (bean.constants != null) { // compared by identity
      return part.append("\n").toString();
    }
    part.append("\n  private List<String> properties() {\n    return Arrays.asList(\n        ");
    part.append(properties.stream().map(p -> p.name).collect(Collectors.joining(",\n        ")));
    return part.append(");\n  }\n\n").toString();
  }

  private static String annotation(Property property) {
    List<String> arguments = new ArrayList<>();
    if (property.initial != null) {
      arguments.add("defaultValue = " + quoted(property.initial));
      arguments.add("type = String.class");
    }
    arguments.add("description = " + quoted(property.text));
    if (property.secret()) {
      arguments.add("confidential = true");
    }
    String line = "  @ConfigProperty(" + String.join(", ", arguments) + ")\n";
    if (line.length() <= WIDTH + 1) {
      return line;
    }
    return "  @ConfigProperty(\n"
        + arguments.stream()
            .map(PropertySources::annotationArgument)
            .collect(Collectors.joining(",\n"))
        + ")\n";
  }

  private static String annotationArgument(String argument) {
    int equals = argument.indexOf(" = ");
    if (argument.length() + 7 <= WIDTH) {
      return "      " + argument;
    }
    return "      "
        + argument.substring(0, equals)
        + " =\n"
        + literal(argument.substring(equals + 4, argument.length() - 1), "          ");
  }

  /** A string literal, broken between words. */
  private static String literal(String content, String indent) {
    StringBuilder text = new StringBuilder();
    String prefix = indent + "\"";
    String rest = content;
    while (prefix.length() + rest.length() + 2 > WIDTH) {
      int end = rest.lastIndexOf(' ', WIDTH - prefix.length() - 1);
      text.append(prefix).append(rest, 0, end).append("\"\n");
      rest = rest.substring(end);
      prefix = indent + "    + \"";
    }
    return text.append(prefix).append(rest).append('"').toString();
  }

  private static String accessors(Bean bean, Property property) {
    String name = property.name;
    String upper = property.upperName();
    String shown =
        property.initial == null ? "null if it is not set" : "as it was set, or the default";
    String text =
        javadoc("  ", "The property {@code " + name + "}.", "@return " + shown)
            + ("  public String get" + upper + "() {\n    return " + name + ";\n  }\n\n")
            + javadoc("  ", property.text, "@param " + name + " " + property.allowed())
            + ("  public void set" + upper + "(String " + name + ") {\n")
            + ("    this." + name + " = " + name + ";\n")
            + (bean == Bean.ADAPTER ? "  }\n" : "    values = null; // to be read again\n  }\n");
    if (property.boxedType() != null) {
      text +=
          "\n"
              + javadoc("  ", property.text, "@param " + name + " " + property.allowed())
              + ("  public void set" + upper + "(" + property.javaType() + " " + name + ") {\n")
              + ("    set" + upper + "(" + property.boxedType())
              + (".toString(" + name + "));\n  }\n");
    }
    return "\n" + text;
  }

  // ---- the records of checked values

  private static String values(Bean bean, List<Property> properties) {
    boolean lists = properties.stream().anyMatch(p -> p.type.equals("list"));
    return "package "
        + bean.packageName()
        + ";\n\n"
        + (lists ? "import java.util.List;\n" : "")
        + "import org.rarebit.ra.config.PropertyReader;\n\n"
        + ("// <properties> " + NOTE + "\n\n")
        + javadoc(
            "",
            "The checked values of the properties of {@link "
                + bean.simpleName()
                + "}. What is not set, and has no default, is null. Immutable.")
        + ("record " + bean.values + "(\n    ")
        + properties.stream()
            .map(property -> property.javaType() + " " + property.name)
            .collect(Collectors.joining(",\n    "))
        + ") {\n\n"
        + javadoc(
            "  ", "Reads a bean. What is wrong is told to the reader, and has a stand-in here.")
        + ("  static "
            + bean.values
            + " of("
            + bean.simpleName()
            + " bean, PropertyReader read) {\n")
        + ("    return new " + bean.values + "(\n        ")
        + properties.stream()
            .map(PropertySources::reading)
            .collect(Collectors.joining(",\n        "))
        + ");\n  }\n\n"
        + javadoc("  ", "No values: some of them are secrets.")
        + ("  @Override\n  public String toString() {\n    return " + quoted(bean.values))
        + ";\n  }\n}\n";
  }

  private static String reading(Property property) {
    List<String> arguments = new ArrayList<>();
    arguments.add(quoted(property.name));
    arguments.add("bean.get" + property.upperName() + "()");
    switch (property.type) {
      case "int" -> {
        arguments.add(property.from);
        arguments.add(property.to == null ? "Integer.MAX_VALUE" : property.to);
      }
      case "long" -> {
        arguments.add(property.from + "L");
        arguments.add(property.to == null ? "Long.MAX_VALUE" : property.to + "L");
      }
      case "name" -> arguments.add(property.bytes == null ? "255" : property.bytes);
      case "list" -> {
        arguments.add(property.required == null ? "null" : quoted(property.required));
        arguments.add(property.bytes == null ? "255" : property.bytes);
        if (property.choices != null) {
          property.choices.forEach(choice -> arguments.add(quoted(choice)));
        }
      }
      case "choice" -> property.choices.forEach(choice -> arguments.add(quoted(choice)));
      default -> {}
    }
    if (property.type.equals("name") && property.required != null) {
      arguments.add(quoted(property.required));
    }
    return call("        ", "read." + readerMethod(property.type), arguments);
  }

  private static String readerMethod(String type) {
    return switch (type) {
      case "int" -> "integer";
      case "long" -> "number";
      default -> type;
    };
  }

  /** A call, broken as the formatter does. */
  private static String call(String indent, String method, List<String> arguments) {
    String together = String.join(", ", arguments);
    if (indent.length() + method.length() + together.length() + 3 <= WIDTH) {
      return method + "(" + together + ")";
    }
    String inner = indent + "    ";
    boolean fits = inner.length() + together.length() + 2 <= WIDTH;
    return method + "(\n" + inner + (fits ? together : String.join(",\n" + inner, arguments)) + ")";
  }

  // ---- the constants

  private static String constants(Bean bean, List<Property> properties) {
    StringBuilder text = new StringBuilder("package org.rarebit.api;\n\n");
    text.append("// <properties> ").append(NOTE).append("\n\n");
    text.append(
        javadoc(
            "",
            "The names of the properties that a message-driven bean for "
                + bean.message
                + "s may have, to be used as in {@code ActivationConfigProperty(propertyName ="
                + " "
                + bean.constants
                + ".PREFETCH, propertyValue = \"8\")}."));
    text.append("public final class ").append(bean.constants).append(" {\n");
    for (Property property : properties) {
      String initial =
          property.initial == null ? "" : " Default: {@code " + property.initial + "}.";
      text.append("\n").append(javadoc("  ", property.text + initial));
      String start = "  public static final String " + property.constant() + " =";
      String end = quoted(property.name) + ";\n";
      boolean fits = start.length() + end.length() <= WIDTH;
      text.append(start).append(fits ? " " : "\n      ").append(end);
    }
    return text + "\n  private " + bean.constants + "() {}\n}\n";
  }

  // ---- the descriptor and the manual

  private static String elements(List<Property> properties) {
    StringBuilder xml = new StringBuilder();
    for (Property property : properties) {
      xml.append("<config-property>\n");
      xml.append(element("description", property.text.replace("&", "&amp;").replace("<", "&lt;")));
      xml.append(element("config-property-name", property.name));
      xml.append(element("config-property-type", "java.lang.String"));
      if (property.initial != null) {
        xml.append(element("config-property-value", property.initial));
      }
      if (property.secret()) {
        xml.append(element("config-property-confidential", "true"));
      }
      xml.append("</config-property>\n");
    }
    return xml.toString();
  }

  private static String element(String name, String content) {
    return "  <" + name + ">" + content + "</" + name + ">\n";
  }

  private static String rows(List<Property> properties) {
    StringBuilder rows =
        new StringBuilder("\n| property | default | meaning |\n| --- | --- | --- |\n");
    for (Property property : properties) {
      String initial = property.initial == null ? "" : "`" + property.initial + "`";
      rows.append("| `").append(property.name).append("` | ").append(initial);
      rows.append(" | ").append(property.text).append(" |\n");
    }
    return rows.append("\n").toString();
  }

  // ---- text

  /**
   * Puts a text between each pair of marks that are for a bean; all lines of it are indented as the
   * first mark is, unless they are Java, which is indented already.
   */
  private static String between(String file, String of, Path path, String text) {
    boolean java = of.isEmpty();
    String mark = BEGIN + (java ? "" : " of=\"" + of + "\"") + "> ";
    StringBuilder result = new StringBuilder();
    int done = 0;
    for (int at = file.indexOf(mark); at >= 0; at = file.indexOf(mark, done)) {
      int line = file.lastIndexOf('\n', at) + 1;
      int from = file.indexOf('\n', at) + 1;
      int end = file.indexOf(END, from);
      if (end < 0) {
        throw new IllegalArgumentException(path + ": no " + END + " after " + mark);
      }
      int to = file.lastIndexOf('\n', end) + 1;
      String opening = file.substring(line, at);
      String indent = opening.substring(0, opening.length() - opening.stripLeading().length());
      result.append(file, done, at).append(mark).append(NOTE);
      result.append(path.toString().endsWith(".java") ? "\n" : " -->\n");
      result.append(java ? text : text.indent(indent.length()));
      result.append(file, to, end + END.length());
      done = end + END.length();
    }
    if (done == 0) {
      throw new IllegalArgumentException(path + " has no " + mark);
    }
    return result.append(file.substring(done)).toString();
  }

  private static String javadoc(String indent, String text, String... tags) {
    String safe = text.replaceAll("@(?=[A-Z])", "&#64;").replace("{&#64;", "{@");
    String line = indent + "/** " + safe + " */";
    if (tags.length == 0 && line.length() <= WIDTH) {
      return line + "\n";
    }
    StringBuilder doc = new StringBuilder(indent + "/**\n");
    fill(doc, indent + " * ", indent + " * ", safe);
    if (tags.length > 0) {
      doc.append(indent).append(" *\n");
      for (String tag : tags) {
        fill(doc, indent + " * ", indent + " *     ", tag);
      }
    }
    return doc.append(indent).append(" */\n").toString();
  }

  private static void fill(StringBuilder to, String first, String other, String text) {
    StringBuilder line = new StringBuilder(first);
    boolean empty = true;
    for (String word : text.split(" ", -1)) {
      if (!empty && line.length() + 1 + word.length() > WIDTH) {
        to.append(line).append("\n");
        line = new StringBuilder(other);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    to.append(line).append("\n");
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
