package org.rarebit.ra.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rarebit.api.RequestContext;

/** Without a container; what one says is shown in a server, by CallerIdentityIT. */
class CallerEntryTest {

  private static final RequestContext CONTEXT = RequestContext.of(Map.of("request_id", "req-1"));

  @Test
  void withoutAKeyTheContextIsTheSame() {
    assertThat(CallerEntry.NONE.addedTo(CONTEXT)).isSameAs(CONTEXT);
  }

  @Test
  void anEntryOfTheApplicationsStays() {
    RequestContext own = CONTEXT.with("user_id", null);

    assertThat(new CallerEntry("user_id").addedTo(own)).isSameAs(own);
  }

  @Test
  void outsideAContainerThereIsNoCaller() {
    assertThat(new CallerEntry("user_id").addedTo(CONTEXT)).isSameAs(CONTEXT);
  }
}
