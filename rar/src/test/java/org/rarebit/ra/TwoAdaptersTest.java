package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.resource.ResourceException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rarebit.testkit.container.FakeContainer;

/** Several adapters of one archive, as WildFly starts them. */
class TwoAdaptersTest {

  private static RarebitResourceAdapter adapter(String url) {
    RarebitResourceAdapter adapter = new RarebitResourceAdapter();
    adapter.setConnectionURL(url);
    return adapter;
  }

  /** Starts the second beside the first, and returns what was said then. */
  private static List<String> warnings(String first, String second) throws ResourceException {
    try (FakeContainer one = new FakeContainer();
        FakeContainer other = new FakeContainer();
        LoggedLines log = LoggedLines.of(RarebitResourceAdapter.class.getName())) {
      one.start(adapter(first));
      other.start(adapter(second));
      return log.warnings();
    }
  }

  @Test
  void oneThatNobodyToldTheBrokerBesideOneThatWasToldIsAWarningWithBoth() throws Exception {
    assertThat(warnings("rabbit://app:hidden@rabbit1/nova", null))
        .singleElement()
        .asString()
        .contains("app@rabbit1:5672", "the property connectionURL")
        .contains("guest@localhost:5672", "nobody")
        .doesNotContain("hidden");
    assertThat(warnings(null, "rabbit://app:hidden@rabbit1/nova")).hasSize(1);
  }

  @Test
  void eachSaysAtItsStartWhichBrokerCountsAndWhoSaidSo() throws Exception {
    try (FakeContainer container = new FakeContainer();
        LoggedLines log = LoggedLines.of(RarebitResourceAdapter.class.getName())) {
      container.start(adapter("rabbit://app:hidden@rabbit1/nova"));

      assertThat(log.infos())
          .singleElement()
          .asString()
          .contains("started", "app@rabbit1:5672", "nova", "the property connectionURL")
          .doesNotContain("hidden");
    }
  }

  @Test
  void theyMayAgreeOrBeToldDifferentThings() throws Exception {
    assertThat(warnings(null, null)).isEmpty();
    assertThat(warnings("rabbit://guest@localhost/", null)).isEmpty();
    assertThat(warnings("rabbit://rabbit1/", "rabbit://rabbit2/")).isEmpty();
  }

  @Test
  void oneThatHasStoppedDoesNotCount() throws Exception {
    try (FakeContainer gone = new FakeContainer()) {
      gone.start(adapter("rabbit://rabbit1/"));
    }

    assertThat(warnings(null, null)).isEmpty();
  }
}
