package org.rarebit.systemtest.portability;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.rarebit.systemtest.support.Eventually;

/** The same, where the WAR defines a connection factory of its own. */
abstract class ShopSet extends InstallationSet {

  ShopSet(String name) {
    super(name);
  }

  @Test
  void aPageOfAWarCallsABeanOfTheSameWarThroughThePool() throws Exception {
    Eventually.assertThat(
        () ->
            assertThat(get("shop/buy?item=bolt").body())
                .startsWith("bought, ")
                .endsWith(" are left"));
  }
}
