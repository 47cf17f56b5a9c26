package org.rarebit.manual;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Java in the manual.
 *
 * @param place for people
 * @param units each compiles if the snippet does
 */
record Snippet(String place, List<String> units) {

  private static final Pattern FENCED = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
  private static final Pattern IN_JAVADOC =
      Pattern.compile("(?ms)<pre>\\{@code\\n(.*?)^ \\* \\}</pre>");
  private static final Pattern TYPE =
      Pattern.compile("(?m)^(public |final |abstract )*(class|interface|record|enum) ");
  private static final Pattern METHOD = Pattern.compile("(?m)^ *void \\w+\\(\\)");

  private static final String IMPORTS =
      Stream.of(
              "static org.assertj.core.api.Assertions.*",
              "static org.junit.jupiter.api.Assumptions.assumeTrue",
              "jakarta.annotation.*",
              "jakarta.annotation.security.*",
              "jakarta.ejb.*",
              "jakarta.enterprise.concurrent.*",
              "jakarta.enterprise.context.*",
              "jakarta.enterprise.inject.*",
              "jakarta.inject.Inject",
              "jakarta.inject.Qualifier",
              "jakarta.resource.*",
              "jakarta.resource.spi.TransactionSupport.TransactionSupportLevel",
              "jakarta.transaction.SystemException",
              "java.lang.annotation.Retention",
              "java.lang.annotation.RetentionPolicy",
              "java.nio.file.Path",
              "java.time.Duration",
              "java.util.*",
              "java.util.concurrent.*",
              "org.junit.jupiter.api.*",
              "org.rarebit.api.*",
              "org.rarebit.cdi.*",
              "org.rarebit.inmemory.InMemoryRpc",
              "org.rarebit.ra.RarebitResourceAdapter",
              "org.rarebit.ra.inbound.*",
              "org.rarebit.ra.outbound.*",
              "org.rarebit.testkit.broker.*",
              "org.rarebit.testkit.container.*",
              "org.rarebit.testkit.network.*",
              "org.springframework.amqp.rabbit.annotation.RabbitListener",
              "org.springframework.amqp.rabbit.core.RabbitTemplate")
          .map(name -> "import " + name + ";\n")
          .reduce("package org.rarebit.manual;\n", String::concat);

  /** Those of a page; whole files, which need each other, are one. */
  static List<Snippet> of(Page page) {
    List<Snippet> snippets = new ArrayList<>();
    List<String> files = new ArrayList<>();
    Matcher fenced = FENCED.matcher(page.text());
    while (fenced.find()) {
      String text = fenced.group(1);
      if (text.startsWith("package ")) {
        files.add(text);
        continue;
      }
      long line = page.text().substring(0, fenced.start()).lines().count() + 1;
      snippets.add(new Snippet(page + " line " + line, List.of(unit(text))));
    }
    if (!files.isEmpty()) {
      snippets.add(new Snippet("the files of " + page, files));
    }
    return snippets;
  }

  /** Those of a package's overview. */
  static List<Snippet> ofJavadoc(Page page) {
    List<Snippet> snippets = new ArrayList<>();
    Matcher code = IN_JAVADOC.matcher(page.text());
    while (code.find()) {
      long line = page.text().substring(0, code.start()).lines().count() + 1;
      String text = code.group(1).replaceAll("(?m)^ \\* ?", "");
      snippets.add(new Snippet(page + " line " + line, List.of(unit(text))));
    }
    return snippets;
  }

  /** A compilation unit that holds the snippet. */
  private static String unit(String text) {
    String code =
        text.replaceAll("(?m)^class (.*)\\{ … }$", "abstract class $1{}")
            .replace("{ … }", "{ throw new UnsupportedOperationException(); }")
            .replaceAll("(?m)^ *…$", "");
    return IMPORTS + "abstract class Compiled extends Setting {\n" + member(code) + "\n}\n";
  }

  private static String member(String code) {
    if (TYPE.matcher(code).find() || METHOD.matcher(code).find()) {
      return code;
    }
    if (code.startsWith("@ActivationConfigProperty")) { // a member of another annotation only
      return "@MessageDriven(activationConfig = " + code + ") class Annotated {}";
    }
    return code.startsWith("@")
        ? code + " class Annotated {}"
        : "void statements() throws Exception {\n" + code + "\n}";
  }

  @Override
  public String toString() {
    return place;
  }
}
