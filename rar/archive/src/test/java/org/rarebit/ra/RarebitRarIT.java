package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** The archive as it is shipped: IronJacamar's validator and the class names in ra.xml. */
class RarebitRarIT {

  private static final Path RAR = Path.of(System.getProperty("rarebit.rar"));
  private static final Path VALIDATOR = Path.of(System.getProperty("rarebit.validator"));

  /** What a container looks for; each element holds the name of a class. */
  private static final List<String> CLASS_ELEMENTS =
      List.of(
          "resourceadapter-class",
          "managedconnectionfactory-class",
          "connectionfactory-interface",
          "connectionfactory-impl-class",
          "connection-interface",
          "connection-impl-class",
          "messagelistener-type",
          "activationspec-class");

  @Test
  @Tag("point-1")
  @Tag("point-82")
  void validatorFindsNeitherErrorsNorWarnings(@TempDir Path report) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    int answer;
    // a loader of its own: the validator's Jakarta EE classes are those that the archive is loaded
    // with
    try (URLClassLoader loader =
        new URLClassLoader(validatorJars(), ClassLoader.getPlatformClassLoader())) {
      thread.setContextClassLoader(loader);
      Method validate =
          loader
              .loadClass("org.jboss.jca.validator.Validation")
              .getMethod("validate", URL.class, String.class, String[].class);
      answer = (int) validate.invoke(null, RAR.toUri().toURL(), report.toString(), new String[0]);
    } finally {
      thread.setContextClassLoader(before);
    }

    assertThat(contentsOf(report)).isEmpty();
    assertThat(answer).as("exit code; the validator's reason is on standard error").isZero();
  }

  /** The validator has no objection to an archive that declares nothing, so this has. */
  @Test
  void everyClassThatRaXmlNamesIsInTheArchive() throws Exception {
    Set<String> classes = classesIn(RAR);
    Document descriptor = descriptor();

    for (String element : CLASS_ELEMENTS) {
      NodeList names = descriptor.getElementsByTagNameNS("*", element);
      assertThat(names.getLength()).as(element).isPositive();
      for (int i = 0; i < names.getLength(); i++) {
        assertThat(classes).as(element).contains(names.item(i).getTextContent().trim());
      }
    }
  }

  @Test
  @Tag("point-83")
  void classesAreInJarsOnlyAndTheDescriptorIsThere() throws Exception {
    try (ZipFile rar = new ZipFile(RAR.toFile())) {
      assertThat(rar.stream().map(ZipEntry::getName))
          .contains("META-INF/ra.xml")
          .noneMatch(name -> name.endsWith(".class"));
    }
  }

  @Test
  @Tag("point-83")
  void theDescriptorIsOfTheNewestVersionThatServersRead() throws Exception {
    assertThat(descriptor().getDocumentElement().getAttribute("version")).isEqualTo("2.0");
    assertThat(descriptor().getDocumentElement().getNamespaceURI())
        .isEqualTo("https://jakarta.ee/xml/ns/jakartaee");
  }

  @Test
  @Tag("point-84")
  void noClassOfOursNamesTheOldNamespaceOfJakartaEe() throws Exception {
    for (Map.Entry<String, byte[]> own : ownClasses().entrySet()) {
      assertThat(new String(own.getValue(), StandardCharsets.ISO_8859_1))
          .as(own.getKey())
          .doesNotContainPattern(
              "javax/(resource|ejb|jms|inject|enterprise|annotation|validation|interceptor"
                  + "|transaction/[A-Z])");
    }
  }

  @Test
  @Tag("point-90")
  void noClassOfTheAdapterIsACdiBean() throws Exception {
    List<String> beans = new ArrayList<>();
    try (ZipFile rar = new ZipFile(RAR.toFile())) {
      rar.stream().map(ZipEntry::getName).filter(n -> n.endsWith("beans.xml")).forEach(beans::add);
    }
    assertThat(beans).isEmpty();
    for (Map.Entry<String, byte[]> own : ownClasses().entrySet()) {
      assertThat(new String(own.getValue(), StandardCharsets.ISO_8859_1))
          .as("a bean-defining annotation in %s", own.getKey())
          .doesNotContain("Ljakarta/enterprise/context/")
          .doesNotContain("Ljakarta/inject/Singleton;");
    }
  }

  @Test
  void theNoticeTellsTheLicenseOfEveryLibrary() throws Exception {
    String notice = textOf("META-INF/NOTICE");

    assertThat(textOf("META-INF/LICENSE")).contains("Apache License");
    assertThat(notice).contains("amqp-client", "jackson-databind", "jackson-core", "slf4j-api");
  }

  /** An application on any server may have these libraries in other versions. */
  @Test
  void noLibraryIsToBeSeenByApplicationsUnderItsOwnName() throws Exception {
    assertThat(classesIn(RAR))
        .isNotEmpty()
        .allSatisfy(name -> assertThat(name).startsWith("org.rarebit."));
    try (ZipFile rar = new ZipFile(RAR.toFile())) {
      assertThat(rar.stream().map(ZipEntry::getName).filter(name -> name.endsWith(".jar")))
          .hasSize(2)
          .contains("rarebit.jar")
          .anyMatch(name -> name.startsWith("rarebit-api-"));
    }
  }

  /** A library of an application's would find them before its own. */
  @Test
  void noFileOfALibraryIsWhereThatOfAnApplicationWouldBeLookedFor() throws Exception {
    assertThat(filesIn(RAR))
        .filteredOn(name -> !name.endsWith(".class") && !name.endsWith("/"))
        .isNotEmpty()
        .allSatisfy(name -> assertThat(name).matches("META-INF/.*|org/rarebit/.*|rarebit-[^/]*"));
  }

  /** What the service loader finds must have the names that the classes have in here. */
  @Test
  void whatTheServiceLoaderReadsNamesClassesOfTheArchive() throws Exception {
    Set<String> classes = classesIn(RAR);
    Map<String, String> services = servicesIn(RAR);

    assertThat(services)
        .containsKey("META-INF/services/org.rarebit.lib.slf4j.spi.SLF4JServiceProvider");
    services.forEach(
        (file, providers) -> {
          assertThat(file).startsWith("META-INF/services/org.rarebit.");
          assertThat(providers.lines().map(String::trim).filter(line -> !line.isEmpty()))
              .allSatisfy(provider -> assertThat(classes).contains(provider));
        });
  }

  /** With nothing but Jakarta EE beside it: the client connects, or says why it cannot. */
  @Test
  void theArchiveNeedsNothingBesideJakartaEe(@TempDir Path unpacked) throws Exception {
    List<URL> jars = new ArrayList<>(List.of(validatorJars())); // among them Jakarta EE's classes
    try (ZipFile rar = new ZipFile(RAR.toFile())) {
      for (ZipEntry entry : rar.stream().filter(e -> e.getName().endsWith(".jar")).toList()) {
        Path jar = unpacked.resolve(entry.getName());
        Files.copy(rar.getInputStream(entry), jar);
        jars.add(jar.toUri().toURL());
      }
    }
    try (URLClassLoader loader =
        new URLClassLoader(jars.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
      Class<?> type = loader.loadClass("org.rarebit.ra.outbound.RpcManagedConnectionFactory");
      Object managed = type.getConstructor().newInstance();
      type.getMethod("setConnectionURL", String.class).invoke(managed, "rabbit://127.0.0.1:1/");
      Object factory = type.getMethod("createConnectionFactory").invoke(managed);
      Method getConnection =
          loader.loadClass("org.rarebit.api.RpcConnectionFactory").getMethod("getConnection");

      assertThatThrownBy(() -> getConnection.invoke(factory))
          .cause()
          .hasMessageContaining("127.0.0.1:1");
    }
  }

  private static Map<String, String> servicesIn(Path archive) throws IOException {
    Map<String, String> services = new TreeMap<>();
    try (ZipInputStream rar = new ZipInputStream(Files.newInputStream(archive))) {
      for (ZipEntry entry = rar.getNextEntry(); entry != null; entry = rar.getNextEntry()) {
        if (entry.getName().endsWith(".jar")) {
          ZipInputStream jar = new ZipInputStream(rar);
          for (ZipEntry one = jar.getNextEntry(); one != null; one = jar.getNextEntry()) {
            if (one.getName().startsWith("META-INF/services/") && !one.isDirectory()) {
              services.put(one.getName(), new String(jar.readAllBytes(), StandardCharsets.UTF_8));
            }
          }
        }
      }
    }
    return services;
  }

  private static String textOf(String name) throws IOException {
    try (ZipFile rar = new ZipFile(RAR.toFile())) {
      ZipEntry entry = rar.getEntry(name);
      assertThat(entry).as(name + " in " + RAR).isNotNull();
      return new String(rar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The adapter's classes by name; those of the libraries are not ours to judge. */
  private static Map<String, byte[]> ownClasses() throws IOException {
    Map<String, byte[]> own = new TreeMap<>();
    try (ZipInputStream rar = new ZipInputStream(Files.newInputStream(RAR))) {
      for (ZipEntry entry = rar.getNextEntry(); entry != null; entry = rar.getNextEntry()) {
        if (entry.getName().endsWith(".jar")) {
          ZipInputStream jar = new ZipInputStream(rar);
          for (ZipEntry one = jar.getNextEntry(); one != null; one = jar.getNextEntry()) {
            if (one.getName().startsWith("org/rarebit/ra/") && one.getName().endsWith(".class")) {
              own.put(one.getName(), jar.readAllBytes());
            }
          }
        }
      }
    }
    assertThat(own).isNotEmpty();
    return own;
  }

  private static Document descriptor() throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    try (ZipFile rar = new ZipFile(RAR.toFile())) {
      ZipEntry entry = rar.getEntry("META-INF/ra.xml");
      assertThat(entry).as("META-INF/ra.xml in " + RAR).isNotNull();
      try (InputStream in = rar.getInputStream(entry)) {
        return factory.newDocumentBuilder().parse(in);
      }
    }
  }

  /** The names of the classes in the jars of the archive. */
  private static Set<String> classesIn(Path archive) throws IOException {
    Set<String> classes = new HashSet<>();
    for (String file : filesIn(archive)) {
      if (file.endsWith(".class")) {
        classes.add(file.replace(".class", "").replace('/', '.'));
      }
    }
    return classes;
  }

  /** The names of all that is in the jars of the archive. */
  private static Set<String> filesIn(Path archive) throws IOException {
    Set<String> files = new HashSet<>();
    try (ZipInputStream rar = new ZipInputStream(Files.newInputStream(archive))) {
      for (ZipEntry entry = rar.getNextEntry(); entry != null; entry = rar.getNextEntry()) {
        if (entry.getName().endsWith(".jar")) {
          ZipInputStream jar = new ZipInputStream(rar);
          for (ZipEntry one = jar.getNextEntry(); one != null; one = jar.getNextEntry()) {
            files.add(one.getName());
          }
        }
      }
    }
    return files;
  }

  private static URL[] validatorJars() throws IOException {
    List<URL> jars = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(VALIDATOR, "*.jar")) {
      for (Path jar : files) {
        jars.add(jar.toUri().toURL());
      }
    }
    return jars.toArray(new URL[0]);
  }

  private static String contentsOf(Path directory) throws IOException {
    StringBuilder text = new StringBuilder();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        text.append(Files.readString(file));
      }
    }
    return text.toString();
  }
}
