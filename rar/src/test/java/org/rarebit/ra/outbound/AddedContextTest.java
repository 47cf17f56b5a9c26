package org.rarebit.ra.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rarebit.api.RequestContext;

/**
 * Without a container; what one says is shown in a server, by CallerIdentityIT, and what a request
 * passes on by PropagatedContextTest.
 */
class AddedContextTest {

  private static final RequestContext CONTEXT = RequestContext.of(Map.of("request_id", "req-1"));

  @Test
  void withoutAKeyTheContextIsTheSame() {
    assertThat(AddedContext.NONE.addedTo(CONTEXT)).isSameAs(CONTEXT);
  }

  @Test
  void anEntryOfTheApplicationsStays() {
    RequestContext own = CONTEXT.with("user_id", null);

    assertThat(new AddedContext("user_id", List.of()).addedTo(own)).isSameAs(own);
  }

  @Test
  void outsideAContainerThereIsNoCaller() {
    assertThat(new AddedContext("user_id", List.of()).addedTo(CONTEXT)).isSameAs(CONTEXT);
  }

  @Test
  void outsideAServedRequestNothingIsPassedOn() {
    assertThat(new AddedContext(null, List.of("*")).addedTo(CONTEXT)).isSameAs(CONTEXT);
  }
}
