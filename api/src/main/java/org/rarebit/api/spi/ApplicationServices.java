package org.rarebit.api.spi;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Finds what an application names in its service files. */
public final class ApplicationServices {

  private static final System.Logger LOG = System.getLogger(ApplicationServices.class.getName());

  private ApplicationServices() {}

  /**
   * Makes an instance of each. One that cannot be made is named in the log, and left out.
   *
   * @param <T> what is looked for
   * @param type what is looked for
   * @param application its class loader; null finds nothing
   * @return in the order of the files
   */
  public static <T> List<T> find(Class<T> type, @Nullable ClassLoader application) {
    List<T> found = new ArrayList<>();
    if (application == null) {
      return found;
    }
    Iterator<T> services = ServiceLoader.load(type, application).iterator();
    Error last = null;
    while (true) {
      try {
        if (!services.hasNext()) {
          return found;
        }
        found.add(services.next());
      } catch (ServiceConfigurationError | LinkageError e) {
        LOG.log(System.Logger.Level.ERROR, "A service of the application cannot be used", e);
        if (last != null && String.valueOf(e.getMessage()).equals(last.getMessage())) {
          return found; // it does not get on
        }
        last = e;
      }
    }
  }
}
