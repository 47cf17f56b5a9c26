package org.rarebit.cdi;

import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.spi.Extension;
import java.util.ServiceLoader;
import org.jboss.weld.environment.se.Weld;

/** CDI containers of chosen beans and the extensions of the class path's service files. */
final class Containers {

  private Containers() {}

  static SeContainer of(Class<?>... beanClasses) {
    Weld weld = new Weld().disableDiscovery().beanClasses(beanClasses);
    ServiceLoader.load(Extension.class).forEach(weld::addExtension); // not done without discovery
    return weld.initialize();
  }

  /** What a bean keeps, once a container has injected it. */
  static <T> T get(SeContainer container, Class<T> beanClass) {
    return container.select(beanClass).get();
  }
}
