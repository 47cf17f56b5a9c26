package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.IllegalStateException;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ResourceAdapterAssociation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.ra.inbound.NotificationActivationSpec;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;

/** The adapter that a bean belongs to (Connectors 5.3.2, 5.3.3). */
class AssociationConformanceTest {

  @ParameterizedTest
  @Tag("point-5")
  @Tag("point-6")
  @ValueSource(
      classes = {
        RpcManagedConnectionFactory.class,
        RpcActivationSpec.class,
        NotificationActivationSpec.class
      })
  void aBeanBelongsToOneAdapterForGood(Class<? extends ResourceAdapterAssociation> type)
      throws Exception {
    ResourceAdapterAssociation bean = type.getConstructor().newInstance();
    assertThat(bean.getResourceAdapter()).isNull();
    RarebitResourceAdapter adapter = new RarebitResourceAdapter();
    bean.setResourceAdapter(adapter);
    bean.setResourceAdapter(adapter); // the same again is harmless

    assertThatThrownBy(() -> bean.setResourceAdapter(new RarebitResourceAdapter()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("belongs to a resource adapter already");
    assertThat(bean.getResourceAdapter()).isSameAs(adapter);
  }

  @Test
  @Tag("point-6")
  void aSpecIsValidatedWithAndWithoutAnAdapter() throws Exception {
    RpcActivationSpec right = new RpcActivationSpec();
    right.setTopic("calculator");
    ActivationSpec wrong = new RpcActivationSpec();

    right.validate();
    assertThatThrownBy(wrong::validate).isInstanceOf(InvalidPropertyException.class);
    right.setResourceAdapter(new RarebitResourceAdapter());
    wrong.setResourceAdapter(new RarebitResourceAdapter());
    right.validate();
    assertThatThrownBy(wrong::validate).isInstanceOf(InvalidPropertyException.class);
  }
}
