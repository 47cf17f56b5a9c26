package org.rarebit.ra;

import jakarta.resource.ResourceException;
import org.rarebit.ra.inbound.NotificationActivationSpec;
import org.rarebit.testkit.container.FakeEndpointFactory;

/** An activation of an {@link EarBean}. */
record Hearing(
    NotificationActivationSpec spec, FakeEndpointFactory<EarBean> endpoints, EarBean.Desk desk) {

  /** Activates one; it hears soon. */
  static Hearing start(AdapterFixture fixture, NotificationActivationSpec spec)
      throws ResourceException {
    EarBean.Desk desk = new EarBean.Desk();
    FakeEndpointFactory<EarBean> endpoints =
        fixture.container().endpoints(EarBean.class, () -> new EarBean(desk));
    fixture.container().activate(spec, endpoints);
    return new Hearing(spec, endpoints, desk);
  }

  void stop(AdapterFixture fixture) {
    fixture.container().deactivate(spec, endpoints);
  }
}
