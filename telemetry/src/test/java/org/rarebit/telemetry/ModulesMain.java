package org.rarebit.telemetry;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * The same process on a server of modules: OpenTelemetry's contexts are of another class loader
 * than the rest. The arguments are the class path.
 */
public final class ModulesMain {

  private static final Predicate<String> CONTEXT =
      entry -> new File(entry).getName().matches("opentelemetry-(context|common)-.*");

  private ModulesMain() {}

  public static void main(String[] classPath) throws Exception {
    try (URLClassLoader context =
            new URLClassLoader(urls(classPath, CONTEXT), ClassLoader.getPlatformClassLoader());
        URLClassLoader rest = new URLClassLoader(urls(classPath, CONTEXT.negate()), context)) {
      Thread.currentThread().setContextClassLoader(rest);
      rest.loadClass(AgentMain.class.getName())
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
    }
  }

  private static URL[] urls(String[] entries, Predicate<String> which) {
    return Arrays.stream(entries).filter(which).map(ModulesMain::url).toArray(URL[]::new);
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(entry, e);
    }
  }
}
