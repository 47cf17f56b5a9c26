package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.prometheus.jmx.JmxCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.Target;
import org.rarebit.ra.inbound.NotificationActivationSpec;

/**
 * The rules in docs/monitoring make metrics of an adapter that runs, as the JMX exporter's own
 * scraper reads them; and the dashboard asks for no others.
 */
class PrometheusRulesTest extends HearingFixture {

  private static final Path DOCS = Path.of("..", "docs", "monitoring");
  private static final Pattern METRIC = Pattern.compile("\\brarebit_\\w+");

  private Map<String, Double> series;

  @BeforeEach
  void scrape() throws Exception {
    fixture.serve();
    NotificationActivationSpec spec = spec("info");
    spec.setDeadLetterQueue("dead");
    hear(spec, "notifications.info");
    for (int i = 0; i < 3; i++) {
      fixture
          .factory()
          .client(Target.topic("calculator"))
          .request("add")
          .arg("a", 1)
          .arg("b", 2)
          .call();
    }
    fixture.factory().client(Target.topic("calculator")).request("log").arg("line", "x").cast();
    assertThat(fixture.desk().heard.take()).isEqualTo("x");
    Beans.eventually(() -> Beans.activation(CalculatorBean.class).getServed() == 4);
    series = new TreeMap<>();
    PrometheusRegistry registry = new PrometheusRegistry();
    new JmxCollector(DOCS.resolve("prometheus-jmx-exporter.yml").toFile()).register(registry);
    for (MetricSnapshot metric : registry.scrape()) {
      if (metric.getMetadata().getPrometheusName().startsWith("rarebit_")) {
        metric.getDataPoints().forEach(point -> put(metric, point));
      }
    }
  }

  /** As they stand in the text that Prometheus gets. */
  private void put(MetricSnapshot metric, DataPointSnapshot point) {
    String name = metric.getMetadata().getPrometheusName();
    if (point instanceof CounterSnapshot.CounterDataPointSnapshot counter) {
      series.put(name + "_total" + point.getLabels(), counter.getValue());
    } else if (point instanceof GaugeSnapshot.GaugeDataPointSnapshot gauge) {
      series.put(name + point.getLabels(), gauge.getValue());
    } else {
      series.put(
          name + point.getLabels(), ((UnknownSnapshot.UnknownDataPointSnapshot) point).getValue());
    }
  }

  private Set<String> names() {
    Set<String> names = new TreeSet<>();
    series.keySet().forEach(each -> names.add(each.split("\\{", 2)[0]));
    return names;
  }

  private double value(String start, String... labels) {
    return series.entrySet().stream()
        .filter(each -> each.getKey().startsWith(start + "{"))
        .filter(each -> Set.of(labels).stream().allMatch(each.getKey()::contains))
        .map(Map.Entry::getValue)
        .reduce((one, other) -> Double.NaN)
        .orElse(Double.NaN);
  }

  @Test
  void whatTheAdapterDidIsInTheMetrics() {
    String bean = "bean=\"" + CalculatorBean.class.getName() + "\"";
    assertThat(value("rarebit_activation_served_total", bean, "server=\"calculator@node1\""))
        .isEqualTo(4);
    assertThat(value("rarebit_activation_state", bean, "state=\"ACTIVE\"")).isEqualTo(1);
    assertThat(value("rarebit_activation_methods_within", bean, "le=\"+Inf\"")).isEqualTo(4);
    assertThat(value("rarebit_activation_method_seconds_total", bean)).isBetween(1e-6, 100.0);
    assertThat(value("rarebit_activation_method_max_seconds", bean)).isBetween(1e-6, 100.0);
    assertThat(value("rarebit_link_state", "direction=\"inbound\"", "state=\"OPEN\"")).isEqualTo(1);
    assertThat(value("rarebit_client_calls_total", "vhost=\"/\"")).isEqualTo(3);
    assertThat(value("rarebit_client_casts_confirmed_total")).isEqualTo(1);
    assertThat(value("rarebit_client_calls_within", "le=\"+Inf\"")).isEqualTo(3);
    assertThat(value("rarebit_client_call_failures_total", "kind=\"TIMED_OUT\"")).isZero();
    assertThat(value("rarebit_client_call_seconds_total")).isBetween(0.0, 100.0);
    assertThat(value("rarebit_client_call_max_seconds")).isBetween(0.0, 100.0);
    assertThat(value("rarebit_dead_letters_returned_total", "queue=\"dead\"")).isZero();
  }

  /** Whoever adds an attribute decides here whether it becomes a metric. */
  @Test
  void theseAreAllMetrics() {
    assertThat(names()).containsExactlyInAnyOrderElementsOf(expected());
  }

  private static Set<String> expected() {
    Set<String> names = new TreeSet<>();
    for (String each :
        new String[] {
          "served",
          "failed",
          "duplicates",
          "expired",
          "rejected",
          "refused",
          "dead",
          "lost_replies",
          "resent_replies",
          "pauses",
          "method_seconds"
        }) {
      names.add("rarebit_activation_" + each + "_total");
    }
    for (String each :
        new String[] {
          "in_flight",
          "waiting",
          "kept_replies",
          "remembered",
          "set_aside",
          "state",
          "methods_within",
          "method_max_seconds"
        }) {
      names.add("rarebit_activation_" + each);
    }
    for (String each :
        new String[] {"channels", "sharers", "pending_calls", "oldest_call_seconds", "state"}) {
      names.add("rarebit_link_" + each);
    }
    names.add("rarebit_link_reconnects_total");
    for (String kind : new String[] {"casts", "fanouts", "notifications"}) {
      for (String fate : new String[] {"sent", "confirmed", "undelivered"}) {
        names.add("rarebit_client_" + kind + "_" + fate + "_total");
      }
    }
    for (String each :
        new String[] {
          "calls_total",
          "calls_answered_total",
          "call_failures_total",
          "send_failures_total",
          "call_seconds_total",
          "retried_total",
          "connections_opened_total",
          "connections_lost_total",
          "connections_refused_total",
          "calls_in_flight",
          "calls_within",
          "call_max_seconds",
          "confirm_max_seconds"
        }) {
      names.add("rarebit_client_" + each);
    }
    names.add("rarebit_dead_letters_returned_total");
    names.add("rarebit_dead_letters_dropped_total");
    return names;
  }

  @Test
  void theDashboardAsksForMetricsThatThereAre() throws Exception {
    JsonNode dashboard = new ObjectMapper().readTree(DOCS.resolve("grafana.json").toFile());
    Set<String> asked = new TreeSet<>();
    for (JsonNode query : dashboard.findValues("expr")) {
      Matcher metric = METRIC.matcher(query.textValue());
      while (metric.find()) {
        asked.add(metric.group());
      }
    }

    assertThat(asked).hasSizeGreaterThan(15);
    assertThat(names()).containsAll(asked);
    assertThat(dashboard.findValues("title")).doesNotHaveDuplicates();
  }
}
