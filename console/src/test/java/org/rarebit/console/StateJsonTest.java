package org.rarebit.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class StateJsonTest {

  private static final Shown BEAN = Samples.activation("A", "Served", 5L);

  private static final Course.Point AT_REST = point(1_000, Map.of());
  private static final Course.Point AT_WORK =
      point(2_000, Map.of(BEAN.name(), new Course.Methods(1.0 / 3, 200)));

  @Test
  void aBeanSaysHowLongItsMethodsTakeWhileSomeHaveEnded() {
    assertThat(StateJson.state(List.of(BEAN), AT_WORK, true)).contains("\"methods\":[0.333,200.0]");
    assertThat(StateJson.state(List.of(BEAN), AT_REST, true)).doesNotContain("methods");
  }

  @Test
  void theCourseHasThemAtEachPointUnderTheNameThatTheBeanHas() {
    String course = StateJson.course(List.of(AT_REST, AT_WORK, AT_REST));

    assertThat(course)
        .startsWith("{\"points\":[[1000,")
        .endsWith(
            "\"methods\":{"
                + StateJson.value(BEAN.name().getCanonicalName())
                + ":[null,[0.333,200.0],null]}}");
  }

  private static Course.Point point(long millis, Map<ObjectName, Course.Methods> methods) {
    return new Course.Point(millis, 1.0, 0.0, null, 0, null, null, null, methods);
  }
}
