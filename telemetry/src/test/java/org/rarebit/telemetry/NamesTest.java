package org.rarebit.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The manual has each name, and no other. */
class NamesTest {

  private static final Path PAGE = Path.of("../docs/telemetry.md");

  /** The first cell of a row. */
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z_.]+)` \\|");

  @Test
  void theTablesOfTheManualHaveAllNames() throws Exception {
    Set<String> written = new TreeSet<>();
    Matcher rows = ROW.matcher(Files.readString(PAGE));
    while (rows.find()) {
      written.add(rows.group(1));
    }

    Set<String> used = new TreeSet<>();
    for (Field field : Names.class.getDeclaredFields()) {
      Object value = field.get(null);
      if (value instanceof AttributeKey<?> key) {
        used.add(key.getKey());
      } else if (value instanceof String text && text.matches("(rpc|messaging|rarebit)\\..*")) {
        used.add(text);
      }
    }
    assertThat(written).isEqualTo(used);
  }

  @Test
  void thePageNamesTheVersionOfTheConventions() throws Exception {
    assertThat(Files.readString(PAGE))
        .contains("conventions " + Names.SCHEMA.substring(Names.SCHEMA.lastIndexOf('/') + 1));
  }
}
