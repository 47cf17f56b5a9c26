package org.rarebit.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a run has measured: as Markdown tables, as JSON, and as a chart. */
final class Report {

  private final BenchOptions options;
  private final String broker;
  private final List<Comparison> comparisons = new ArrayList<>();
  private final List<Comparison> tabulated = new ArrayList<>();
  private final Map<String, String> tables = new LinkedHashMap<>();

  Report(BenchOptions options, String broker) {
    this.options = options;
    this.broker = broker;
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
            broker,
            options.rounds(),
            options.roundTime().toMillis() / 1000.0,
            Peer.YARDSTICK.label()));
    for (Comparison comparison : comparisons) {
      text.append(String.format("%n**%s**%n%n%s", comparison.title(), comparison.toMarkdown()));
    }
    tables.forEach((title, table) -> text.append(String.format("%n**%s**%n%n%s", title, table)));
    return text.toString();
  }

  /** Writes performance.md, performance.json and performance.png. */
  void writeTo(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("performance.md"), toMarkdown());
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(directory.resolve("performance.json").toFile(), toTree());
    RatioChart.write(comparisons, directory.resolve("performance"));
  }

  private Map<String, Object> toTree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("broker", broker);
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
