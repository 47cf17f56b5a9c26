package org.rarebit.properties;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PropertySourcesTest {

  @Test
  void beansDescriptorManualAndConstantsSayWhatTheTableSays() throws Exception {
    assertThat(PropertySources.stale(Path.of("..")).keySet())
        .as(
            "stale; run in the root: java"
                + " rar/src/test/java/org/rarebit/properties/PropertySources.java")
        .isEmpty();
  }
}
