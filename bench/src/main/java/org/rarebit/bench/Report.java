package org.rarebit.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a run has measured: as Markdown tables, as JSON, and as a chart. */
final class Report {

  private final BenchOptions options;
  private final String with;
  private final List<Comparison> comparisons = new ArrayList<>();
  private final List<Comparison> tabulated = new ArrayList<>();
  private final Map<String, String> tables = new LinkedHashMap<>();

  /**
   * A report without figures.
   *
   * @param with what it was measured with: broker and JDK
   */
  Report(BenchOptions options, String with) {
    this.options = options;
    this.with = with;
  }

  void add(Comparison comparison) {
    comparisons.add(comparison);
  }

  /** Adds a comparison that is told of in a table of another kind. */
  void addTabulated(Comparison comparison) {
    tabulated.add(comparison);
  }

  /** Adds a table of another kind. */
  void add(String title, String table) {
    tables.put(title, table);
  }

  String toMarkdown() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            "Over %s; %d rounds of %.1f s; medians; ratios to %s in the same round.%n",
            with,
            options.rounds(),
            options.roundTime().toMillis() / 1000.0,
            Peer.YARDSTICK.label()));
    for (Comparison comparison : comparisons) {
      text.append(String.format("%n**%s**%n%n%s", comparison.title(), comparison.toMarkdown()));
    }
    tables.forEach((title, table) -> text.append(String.format("%n**%s**%n%n%s", title, table)));
    return text.toString();
  }

  /** Draws comparisons into a file, whose name it gets without its ending. */
  interface Chart {

    void write(List<Comparison> comparisons, Path file) throws IOException;
  }

  /**
   * Writes performance.md, performance.json and performance.png. Where no chart can be drawn, as on
   * a JDK without what draws, the figures are there all the same.
   *
   * @param progress is told so
   */
  void writeTo(Path directory, Chart chart, PrintStream progress) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("performance.md"), toMarkdown());
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(directory.resolve("performance.json").toFile(), toTree());
    try {
      chart.write(comparisons, directory.resolve("performance"));
    } catch (LinkageError | RuntimeException e) { // a headless JDK misses native libraries
      progress.println("without a chart, which this JDK cannot draw: " + e);
      Files.deleteIfExists(directory.resolve("performance.png")); // begun, and empty
    }
  }

  private Map<String, Object> toTree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("broker", with);
    tree.put("rounds", options.rounds());
    tree.put("roundMillis", options.roundTime().toMillis());
    for (Comparison comparison : all()) {
      Map<String, Object> peers = new LinkedHashMap<>();
      for (Peer peer : comparison.peers()) {
        peers.put(peer.label(), comparison.rounds(peer));
      }
      tree.put(comparison.title(), peers);
    }
    tree.putAll(tables);
    return tree;
  }

  private List<Comparison> all() {
    List<Comparison> all = new ArrayList<>(comparisons);
    all.addAll(tabulated);
    return all;
  }
}
