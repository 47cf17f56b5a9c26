package org.rarebit.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts tables that were measured into a page that has others under the same titles: a title is a
 * line that begins with two asterisks and ends its bold part with two, and its table what stands
 * below.
 */
final class DocTables {

  private static final String BOLD = "**";

  private DocTables() {}

  /**
   * Replaces the tables of a page.
   *
   * @param page changed in place
   * @param reports directories with a performance.md; a later one's table wins
   * @param progress is told what was replaced
   */
  static void replace(Path page, List<Path> reports, PrintStream progress) throws IOException {
    Map<String, List<String>> measured = new LinkedHashMap<>();
    for (Path report : reports) {
      measured.putAll(tables(Files.readAllLines(report.resolve("performance.md"))));
    }
    List<String> lines = new ArrayList<>();
    List<String> fresh = null; // what is to stand for the table that comes next
    boolean replacing = false;
    for (String line : Files.readAllLines(page)) {
      if (!line.startsWith("|")) {
        replacing = false;
        fresh = line.startsWith(BOLD) ? measured.remove(title(line)) : fresh;
        if (line.startsWith(BOLD) && fresh != null) {
          progress.println("replaced: " + title(line));
        }
      } else if (fresh != null) {
        lines.addAll(fresh);
        fresh = null;
        replacing = true;
      }
      if (!replacing) {
        lines.add(line);
      }
    }
    measured.keySet().forEach(title -> progress.println("not in the page: " + title));
    Files.write(page, lines);
  }

  private static Map<String, List<String>> tables(List<String> lines) {
    Map<String, List<String>> tables = new LinkedHashMap<>();
    List<String> table = null;
    for (String line : lines) {
      if (line.startsWith(BOLD)) {
        table = new ArrayList<>();
        tables.put(title(line), table);
      } else if (line.startsWith("|") && table != null) {
        table.add(line);
      }
    }
    return tables;
  }

  private static String title(String line) {
    int end = line.indexOf(BOLD, BOLD.length());
    return end < 0 ? line : line.substring(BOLD.length(), end);
  }
}
