package org.rarebit.testkit.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJBAccessException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import java.lang.reflect.Method;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BeanRolesTest {

  private static final CallerIdentity ADMIN = new CallerIdentity("alice", Set.of("admin"));
  private static final CallerIdentity OTHER = new CallerIdentity("bob", Set.of("reader"));

  @RolesAllowed("admin")
  public static class GuardedBean {
    public void ofTheClass() {}

    @PermitAll
    public void forAll() {}

    @DenyAll
    public void forNobody() {}

    @RolesAllowed({"writer", "reader"})
    public void forReaders() {}
  }

  public static class OpenBean extends GuardedBean {
    public void ownMethod() {}
  }

  private static boolean mayCall(Class<?> bean, String method, CallerIdentity caller)
      throws NoSuchMethodException {
    return BeanRoles.mayCall(bean.getMethod(method), caller);
  }

  @Test
  void theMethodsOwnAnnotationCountsThenThatOfItsClass() throws Exception {
    assertThat(mayCall(GuardedBean.class, "ofTheClass", ADMIN)).isTrue();
    assertThat(mayCall(GuardedBean.class, "ofTheClass", OTHER)).isFalse();
    assertThat(mayCall(GuardedBean.class, "ofTheClass", null)).isFalse();
    assertThat(mayCall(GuardedBean.class, "forAll", null)).isTrue();
    assertThat(mayCall(GuardedBean.class, "forNobody", ADMIN)).isFalse();
    assertThat(mayCall(GuardedBean.class, "forReaders", OTHER)).isTrue();
    assertThat(mayCall(GuardedBean.class, "forReaders", ADMIN)).isFalse();
  }

  @Test
  void aClassSpeaksForItsOwnMethodsOnly() throws Exception {
    assertThat(mayCall(OpenBean.class, "ownMethod", null)).isTrue();
    assertThat(mayCall(OpenBean.class, "ofTheClass", null)).isFalse();
  }

  @Test
  void theContainerRefusesAndTheBeanIsNotCalled() throws Exception {
    try (FakeContainer container = new FakeContainer()) {
      FakeEndpointFactory<GuardedBean> factory =
          container.endpoints(GuardedBean.class, GuardedBean::new);
      Method method = GuardedBean.class.getMethod("ofTheClass");
      MessageEndpoint endpoint = factory.createEndpoint(null);
      endpoint.beforeDelivery(method);

      assertThatThrownBy(() -> ((GuardedBean) endpoint).ofTheClass())
          .isInstanceOf(EJBAccessException.class);

      endpoint.afterDelivery();
      endpoint.release();
      assertThat(factory.deliveries().get(0).outcome()).isEqualTo(DeliveryOutcome.ROLLED_BACK);
    }
  }
}
