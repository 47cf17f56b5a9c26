package org.rarebit.ra.config;

import jakarta.resource.spi.InvalidPropertyException;
import java.beans.IntrospectionException;
import java.beans.PropertyDescriptor;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.LogText;

/**
 * Reads the properties of one bean once, and collects what is wrong with them. Every property comes
 * as text and is understood here, since servers understand numbers and truth differently: one of
 * them takes the default in silence for what is no number. So one rule holds on all of them: blanks
 * around a value do not count, nor does the case of what is chosen from a list; a placeholder that
 * nobody has replaced, and control characters, are wrong everywhere.
 *
 * <p>What is wrong gets a stand-in that is of no use but to look for more that is wrong. For one
 * thread.
 */
public final class PropertyReader {

  private static final System.Logger LOG = System.getLogger(PropertyReader.class.getName());

  /** As servers and deployment tools write what they replace. */
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{[^}]*\\}?");

  private static final Pattern PLAIN = Pattern.compile("[\\w.,:+*/-]{1,80}");

  private final Class<?> bean;
  private final List<String> properties = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();

  /**
   * For one reading of a bean.
   *
   * @param bean its class, by whose simple name the message begins
   */
  public PropertyReader(Class<?> bean) {
    this.bean = bean;
  }

  /**
   * Notes what is wrong.
   *
   * @param property its name
   * @param text a sentence, without secrets
   */
  public void problem(String property, String text) {
    properties.add(property);
    texts.add(text);
  }

  /**
   * Notes that something was set which is no property.
   *
   * @param text a sentence, without secrets
   */
  public void unknown(String text) {
    texts.add(text);
  }

  /**
   * Notes that a property is missing.
   *
   * @param property its name
   * @param remedy a sentence
   */
  public void require(String property, String remedy) {
    problem(property, "\"" + property + "\" is missing. " + remedy);
  }

  /**
   * Notes what a check of a value says.
   *
   * @param property its name
   * @param check throws IllegalArgumentException with a sentence, without secrets, of which the
   *     first line counts
   */
  public void check(String property, Runnable check) {
    try {
      check.run();
    } catch (IllegalArgumentException e) {
      String text = e.getMessage().lines().findFirst().orElse("");
      problem(property, text.startsWith(property) ? text : property + ": " + text);
    }
  }

  /**
   * One line of text.
   *
   * @param property its name
   * @param value as it was set
   * @return null if it is null or blank
   */
  public String text(String property, String value) {
    String text = lines(property, value);
    if (text != null && text.chars().anyMatch(Character::isISOControl)) {
      problem(
          property, property + " must not have control characters, but is " + shown(text) + ".");
    }
    return text;
  }

  /**
   * Text of one or several lines.
   *
   * @param property its name
   * @param value as it was set
   * @return null if it is null or blank
   */
  public String lines(String property, String value) {
    if (value == null || value.isBlank()) {
      return null;
    }
    String text = value.strip();
    refusePlaceholder(property, text);
    return text;
  }

  private void refusePlaceholder(String property, String text) {
    var placeholder = PLACEHOLDER.matcher(text);
    if (placeholder.find()) {
      problem(
          property,
          property
              + " has the placeholder "
              + LogText.of(placeholder.group())
              + ", which the server has not replaced: define it there, or write its value.");
    }
  }

  /**
   * What is shown to nobody. Nothing is taken away from it.
   *
   * @param property its name
   * @param value as it was set
   * @return the same
   */
  public String secret(String property, String value) {
    if (value != null && PLACEHOLDER.matcher(value).matches()) {
      problem(
          property,
          property + " is a placeholder that the server has not replaced: define it there.");
    }
    return value;
  }

  /**
   * A transport URL, which may have secrets.
   *
   * @param property its name
   * @param value as it was set
   * @return null if it is null or blank
   */
  public String url(String property, String value) {
    if (value == null || value.isBlank()) {
      return null;
    }
    String url = value.strip();
    if (PLACEHOLDER.matcher(url).find()) { // not shown: it may be beside a password
      problem(
          property,
          property + " has a placeholder that the server has not replaced: define it there.");
    } else if (url.chars().anyMatch(Character::isISOControl)) {
      problem(property, property + " must not have control characters.");
    } else {
      check(property, () -> BrokerSettings.of(url));
    }
    return url;
  }

  /**
   * The name of an exchange or queue, or a part of it.
   *
   * @param property its name
   * @param value as it was set
   * @param mostBytes how long it may be, in UTF-8
   * @return null if it is null; one that is blank is wrong
   */
  public String name(String property, String value, int mostBytes) {
    if (value != null && value.isBlank()) {
      problem(property, property + " must not be empty; leave it out for none.");
      return null;
    }
    String name = text(property, value);
    refuseLongName(property, name, mostBytes);
    return name;
  }

  /**
   * The name of an exchange or queue, or a part of it, that must be given.
   *
   * @param property its name
   * @param value as it was set
   * @param mostBytes how long it may be, in UTF-8
   * @param remedy the sentence after that it is missing
   * @return not blank
   */
  public String name(String property, String value, int mostBytes, String remedy) {
    if (value == null || value.isBlank()) {
      require(property, remedy);
      return "";
    }
    return name(property, value, mostBytes);
  }

  /**
   * Notes that the name of an exchange or queue, or a part of it, is too long.
   *
   * @param property its name
   * @param name the name; null is never too long
   * @param mostBytes how long it may be, in UTF-8
   */
  public void refuseLongName(String property, String name, int mostBytes) {
    int bytes = name == null ? 0 : name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > mostBytes) {
      problem(
          property,
          property
              + " must have at most "
              + mostBytes
              + " bytes in UTF-8, since names that are made of it may have 255, but "
              + shown(name)
              + " has "
              + bytes
              + ".");
    }
  }

  /**
   * Names, separated by commas.
   *
   * @param property its name
   * @param value as it was set
   * @param example null if there may be none; else how the message goes on that asks for one
   * @param mostBytes how long one may be, in UTF-8
   * @param choices of which each must be one, in any case; none: whatever they are
   * @return without blanks around them, none twice, in their order
   */
  public List<String> list(
      String property, String value, String example, int mostBytes, String... choices) {
    String text = text(property, value);
    List<String> names =
        text == null
            ? List.of()
            : Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(name -> choices.length == 0 ? name : chosen(name, choices))
                .distinct()
                .toList();
    if (names.isEmpty() && example != null) {
      problem(property, property + " must name at least one, " + example + ".");
    }
    names.forEach(name -> refuseLongName(property, name, mostBytes));
    if (choices.length > 0 && !Arrays.asList(choices).containsAll(names)) {
      problem(
          property,
          property
              + " must be some of "
              + String.join(", ", choices)
              + ", separated by commas, but is "
              + shown(value)
              + ".");
      return List.of(choices);
    }
    return names;
  }

  /**
   * One of several words, in any case.
   *
   * @param property its name
   * @param value as it was set
   * @param choices two or more
   * @return as it is among the choices
   */
  public String choice(String property, String value, String... choices) {
    String chosen = value == null ? "" : chosen(value.strip(), choices);
    if (!Arrays.asList(choices).contains(chosen)) {
      String all = String.join(", ", Arrays.asList(choices).subList(0, choices.length - 1));
      String last = choices[choices.length - 1];
      problem(property, property + " must be " + all + " or " + last + butIs(value));
      return choices[0];
    }
    return chosen;
  }

  private static String chosen(String word, String... choices) {
    return Arrays.stream(choices)
        .filter(choice -> choice.equalsIgnoreCase(word))
        .findFirst()
        .orElse(word);
  }

  /**
   * Truth.
   *
   * @param property its name
   * @param value as it was set
   * @return false also if it is wrong
   */
  public boolean flag(String property, String value) {
    String text = value == null ? "" : value.strip().toLowerCase(Locale.ROOT);
    if (!text.equals("true") && !text.equals("false")) {
      problem(property, property + " must be true or false" + (value == null ? "." : butIs(value)));
    }
    return text.equals("true");
  }

  /**
   * A whole number.
   *
   * @param property its name
   * @param value as it was set
   * @param least the lowest that is right
   * @param most the highest
   * @return within these, also if it is wrong
   */
  public int integer(String property, String value, int least, int most) {
    return (int) number(property, value, least, most, most == Integer.MAX_VALUE);
  }

  /**
   * A whole number that may be large.
   *
   * @param property its name
   * @param value as it was set
   * @param least the lowest that is right
   * @param most the highest
   * @return within these, also if it is wrong
   */
  public long number(String property, String value, long least, long most) {
    return number(property, value, least, most, most >= Integer.MAX_VALUE);
  }

  private long number(String property, String value, long least, long most, boolean open) {
    try {
      long number = value == null ? Long.MIN_VALUE : Long.parseLong(value.strip());
      if (number >= least && number <= most) {
        return number;
      }
      open &= number < least;
    } catch (NumberFormatException e) { // said below, with all that would be right
    }
    String range = open ? "at least " + least : "between " + least + " and " + most;
    problem(property, property + " must be " + range + butIs(value));
    return least;
  }

  private static String butIs(String value) {
    return ", but is " + shown(value) + ".";
  }

  /** As it was set; in quotes where one could not see what is wrong. */
  private static String shown(String value) {
    return value == null || PLAIN.matcher(value).matches()
        ? value
        : "\"" + LogText.of(value) + "\"";
  }

  /**
   * Ends the reading. What is wrong is also logged, as an ERROR, because some servers keep what a
   * bean throws to themselves.
   *
   * @throws InvalidPropertyException if anything is wrong: all of it in one line after the name of
   *     the bean, and the descriptors of the properties
   */
  public void throwIfAny() throws InvalidPropertyException {
    if (texts.isEmpty()) {
      return;
    }
    String message = bean.getSimpleName() + ": " + String.join(" ", texts);
    LOG.log(Level.ERROR, "{0}", message);
    InvalidPropertyException failure = new InvalidPropertyException(message);
    failure.setInvalidPropertyDescriptors(
        properties.stream().map(this::descriptor).toArray(PropertyDescriptor[]::new));
    throw failure;
  }

  private PropertyDescriptor descriptor(String property) {
    try {
      return new PropertyDescriptor(property, bean);
    } catch (IntrospectionException e) {
      throw new AssertionError("No property " + property, e);
    }
  }
}
