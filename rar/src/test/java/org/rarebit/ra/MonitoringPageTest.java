package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rarebit.ra.client.SendCounters;
import org.rarebit.ra.outbound.ClientMXBean;
import org.rarebit.ra.server.DeadLetterQueueMXBean;

/** docs/monitoring.md has the attributes of the beans, all of them and no others. */
class MonitoringPageTest {

  private static final Pattern NAME = Pattern.compile("`(\\w+)[`(]");

  private static String page(String name) throws Exception {
    return Files.readString(Path.of("..", "docs", name));
  }

  /** What stands in code in the first column of a section's tables. */
  private static Set<String> named(String heading) throws Exception {
    return named("monitoring.md", heading);
  }

  private static Set<String> named(String page, String heading) throws Exception {
    String section = page(page).split("\n## " + heading + "\n", 2)[1].split("\n## ", 2)[0];
    Set<String> names = new TreeSet<>();
    for (String line : section.split("\n", -1)) {
      if (line.startsWith("| `")) {
        Matcher name = NAME.matcher(line.split("\\|", -1)[1]);
        while (name.find()) {
          names.add(name.group(1));
        }
      }
    }
    return names;
  }

  private static Set<String> attributes(Class<?> bean) {
    return Arrays.stream(bean.getMethods())
        .map(Method::getName)
        .filter(name -> name.startsWith("get"))
        .map(name -> name.substring("get".length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @CsvSource({
    "Activations, org.rarebit.ra.inbound.ActivationMXBean",
    "Links, org.rarebit.ra.broker.LinkMXBean"
  })
  void aSectionNamesTheAttributesOfItsBean(String heading, Class<?> bean) throws Exception {
    assertThat(named(heading)).isEqualTo(attributes(bean));
  }

  @Test
  void theClientsSectionNamesItsAttributesAndTheKindsOfFailure() throws Exception {
    Set<String> expected = attributes(ClientMXBean.class);
    for (SendCounters.Failure each : SendCounters.Failure.values()) {
      expected.add(each.name());
    }

    assertThat(named("Clients")).isEqualTo(expected);
  }

  @Test
  void theSectionOfDeadLettersNamesAttributesAndOperations() throws Exception {
    Set<String> expected = attributes(DeadLetterQueueMXBean.class);
    for (Method each : DeadLetterQueueMXBean.class.getMethods()) {
      if (!each.getName().matches("[gs]et.*")) {
        expected.add(each.getName());
      }
    }

    assertThat(named("operations.md", "Dead letters, and back")).isEqualTo(expected);
  }
}
