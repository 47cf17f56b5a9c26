package org.rarebit.ra;

import jakarta.resource.ResourceException;
import java.util.function.Function;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationResult;
import org.rarebit.ra.inbound.NotificationActivationSpec;
import org.rarebit.testkit.container.FakeEndpointFactory;

/** An activation of an {@link EarBean}. */
record Hearing(
    NotificationActivationSpec spec, FakeEndpointFactory<EarBean> endpoints, EarBean.Desk desk) {

  /** Activates one; it hears soon. */
  static Hearing start(AdapterFixture fixture, NotificationActivationSpec spec)
      throws ResourceException {
    return start(fixture, spec, any -> NotificationResult.HANDLED);
  }

  /** Activates one that answers so from the first notification on. */
  static Hearing start(
      AdapterFixture fixture,
      NotificationActivationSpec spec,
      Function<Notification, NotificationResult> answer)
      throws ResourceException {
    EarBean.Desk desk = new EarBean.Desk();
    desk.answer = answer;
    FakeEndpointFactory<EarBean> endpoints =
        fixture.container().endpoints(EarBean.class, () -> new EarBean(desk));
    fixture.container().activate(spec, endpoints);
    return new Hearing(spec, endpoints, desk);
  }

  void stop(AdapterFixture fixture) {
    fixture.container().deactivate(spec, endpoints);
  }
}
