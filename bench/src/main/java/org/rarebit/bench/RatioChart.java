package org.rarebit.bench;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler;

/** Calls a second of each peer over the yardstick's, by the number of callers. */
final class RatioChart {

  private static final int WIDTH = 900;
  private static final int HEIGHT = 450;
  private static final double LABELS_ON_TOP = 0.9; // of the bar
  private static final int VERTICAL = 90; // degrees

  private RatioChart() {}

  /**
   * Writes the chart of those comparisons that are of callers.
   *
   * @param file without its ending, which is .png
   */
  static void write(List<Comparison> comparisons, Path file) throws IOException {
    List<Comparison> ofCallers =
        comparisons.stream().filter(c -> c.title().matches("\\d+ callers?")).toList();
    if (ofCallers.isEmpty()) {
      return;
    }
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title("Calls per second, relative to RabbitMQ's client by hand (raw)")
            .yAxisTitle("ratio, median of the rounds")
            .build();
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setLabelsVisible(true);
    chart.getStyler().setLabelsPosition(LABELS_ON_TOP);
    chart.getStyler().setLabelsRotation(VERTICAL);
    chart.getStyler().setDecimalPattern("0.00");
    Set<Peer> peers = new LinkedHashSet<>();
    ofCallers.forEach(comparison -> peers.addAll(comparison.peers()));
    List<String> titles = ofCallers.stream().map(Comparison::title).toList();
    for (Peer peer : peers) {
      List<Double> ratios = new ArrayList<>();
      for (Comparison comparison : ofCallers) {
        ratios.add(Medians.of(comparison.ratios(peer, Measurement::perSecond)));
      }
      chart.addSeries(peer.label(), titles, ratios);
    }
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
  }
}
