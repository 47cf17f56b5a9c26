package org.rarebit.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ejb.ApplicationException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A client in plain Java has the api and nothing of Jakarta EE beside it. */
class ApiWithoutJakartaTest {

  private static final URL API =
      MessagingException.class.getProtectionDomain().getCodeSource().getLocation();

  @Test
  void everyClassOfTheApiWorksWithoutJakarta() throws Exception {
    List<String> names = classNames();
    assertThat(names).contains("org.rarebit.api.MessagingException", "org.rarebit.api.RpcClient");
    try (URLClassLoader alone =
        new URLClassLoader(new URL[] {API}, ClassLoader.getPlatformClassLoader())) {
      assertThatThrownBy(() -> alone.loadClass(ApplicationException.class.getName()))
          .isInstanceOf(ClassNotFoundException.class);
      for (String name : names) {
        Class<?> type = Class.forName(name, true, alone);
        assertThat(type.getMethods()).as(name).isNotNull();
        assertThat(type.getAnnotations()).as(name).isNotNull();
      }
    }
  }

  @Test
  void theMarkOfTheExceptionsIsAbsentThen() throws Exception {
    assertThat(MessagingException.class.getAnnotation(ApplicationException.class))
        .isNotNull()
        .matches(ApplicationException::rollback)
        .matches(ApplicationException::inherited);
    try (URLClassLoader alone =
        new URLClassLoader(new URL[] {API}, ClassLoader.getPlatformClassLoader())) {
      Class<?> exception = alone.loadClass(MessagingException.class.getName());
      assertThat(exception.getAnnotations()).isEmpty();
      assertThat(exception.getConstructor(String.class).newInstance("lost"))
          .isInstanceOf(RuntimeException.class)
          .hasToString("org.rarebit.api.MessagingException: lost");
    }
  }

  private static List<String> classNames() throws Exception {
    if (API.getPath().endsWith(".jar")) {
      try (FileSystem jar =
          FileSystems.newFileSystem(URI.create("jar:" + API), java.util.Map.of())) {
        return classNames(jar.getPath("/"));
      }
    }
    return classNames(Path.of(API.toURI()));
  }

  private static List<String> classNames(Path root) throws Exception {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString())
          .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
          .map(file -> file.substring(0, file.length() - 6).replace('/', '.'))
          .toList();
    }
  }
}
