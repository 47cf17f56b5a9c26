package org.rarebit.ra;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** The class loader of an application: with service files, and some classes, of its own. */
final class TestApplication extends URLClassLoader {

  private final Path directory;
  private final Set<String> own;

  TestApplication(Path directory, Class<?>... own) throws IOException {
    super(new URL[] {directory.toUri().toURL()}, TestApplication.class.getClassLoader());
    this.directory = directory;
    this.own = Arrays.stream(own).map(Class::getName).collect(Collectors.toSet());
  }

  /** Names implementations in a service file. */
  TestApplication serving(Class<?> service, Class<?>... implementations) throws IOException {
    return serving(service, Arrays.stream(implementations).map(Class::getName).toList());
  }

  TestApplication serving(Class<?> service, List<String> implementations) throws IOException {
    Path file = directory.resolve("META-INF/services/" + service.getName());
    Files.createDirectories(file.getParent());
    Files.write(file, implementations);
    return this;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!own.contains(name)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known == null ? define(name) : known;
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  /** On this thread, as if the container had called the application. */
  <T> T run(Callable<T> code) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(this);
    try {
      return code.call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
