package org.rarebit.systemtest.support;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.ArchiveFormat;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.container.ResourceContainer;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The archives as the build made them, and EARs with beans of the tests' own beside them. */
public final class Archives {

  private static final Path ROOT = Path.of(System.getProperty("rarebit.root", "../.."));
  private static final String DESCRIPTOR = "META-INF/application.xml";

  private static final String EXAMPLE_BEANS = "rarebit-ejb-example.jar";

  private static final Path API = ROOT.resolve("api/target/rarebit-api-0.1.0-SNAPSHOT.jar");

  /** For WildFly. */
  private static final Path BINDING = ROOT.resolve("src/test/servers/wildfly/jboss-ejb3.xml");

  /** Names the adapter's exceptions, for servers that do not see how they are marked. */
  private static final Path EXCEPTIONS =
      ROOT.resolve("ejb-example/src/main/resources/META-INF/ejb-jar.xml");

  /** Overrides where the annotation says that the resource adapter is. */
  private static final String OVERRIDE =
      """
      <enterprise-beans>
        <session>
          <ejb-name>AnyServiceClient</ejb-name>
          <connection-factory>
            <name>java:app/rarebit/rpc</name>
            <interface-name>org.rarebit.api.RpcConnectionFactory</interface-name>
            <resource-adapter>rarebit</resource-adapter>
          </connection-factory>
        </session>
      </enterprise-beans>
      <assembly-descriptor>\
      """;

  private Archives() {}

  /** Where the project is. */
  public static Path root() {
    return ROOT;
  }

  /** The file of the example with the resource adapter inside. */
  public static File exampleEarFile() {
    return ROOT.resolve("ear/target/rarebit-example.ear").toFile();
  }

  /** The example with the resource adapter inside, untouched. */
  public static EnterpriseArchive exampleEar() {
    return ShrinkWrap.create(ZipImporter.class, "rarebit-example.ear")
        .importFrom(exampleEarFile())
        .as(EnterpriseArchive.class);
  }

  /** The resource adapter by itself. */
  public static ResourceAdapterArchive rar() {
    return ShrinkWrap.create(ZipImporter.class, "rarebit.rar")
        .importFrom(rarFile().toFile())
        .as(ResourceAdapterArchive.class);
  }

  /** The example without the resource adapter, which it expects the server to have. */
  public static EnterpriseArchive exampleEarWithoutRar() {
    EnterpriseArchive ear = exampleEar();
    ear.delete("rarebit.rar");
    JavaArchive beans = ear.getAsType(JavaArchive.class, EXAMPLE_BEANS, ArchiveFormat.ZIP);
    ear.delete(EXAMPLE_BEANS);
    String descriptor = read(EXCEPTIONS).replace("  <assembly-descriptor>", OVERRIDE);
    ear.addAsModule(beans.addAsManifestResource(new StringAsset(descriptor), "ejb-jar.xml"));
    return describe(
        ear,
        descriptorOf(ear)
            .replaceFirst("<module>\\s*<connector>rarebit.rar</connector>\\s*</module>", ""));
  }

  /**
   * The example and beans of the tests' own, in one EAR.
   *
   * @param subpackages of the beans, below {@code org.rarebit.systemtest.beans}; each becomes an
   *     EJB module of its name
   */
  public static EnterpriseArchive exampleEarWithBeans(String... subpackages) {
    return with(exampleEar(), subpackages);
  }

  /** The same without the resource adapter, which it expects the server to have. */
  public static EnterpriseArchive exampleEarWithBeansWithoutRar(String... subpackages) {
    return with(exampleEarWithoutRar(), subpackages);
  }

  private static EnterpriseArchive with(EnterpriseArchive ear, String... subpackages) {
    StringBuilder modules = new StringBuilder("</module>");
    for (String subpackage : subpackages) {
      ear.addAsModule(beans(subpackage));
      modules.append("<module><ejb>").append(subpackage).append(".jar</ejb></module>");
    }
    return describe(
        ear, descriptorOf(ear).replaceFirst("(?s)</module>(?!.*</module>)", modules.toString()));
  }

  /**
   * An example EAR whose beans get injected what they call, with contracts in an EJB jar, in a WAR
   * and in lib.
   */
  public static EnterpriseArchive injectingEar() {
    EnterpriseArchive ear =
        withExtension(exampleEarWithBeans("injecting", "layoutejb"), "injecting.jar");
    ear.addAsLibrary(classes(ShrinkWrap.create(JavaArchive.class, "layoutlib.jar"), "layoutlib"));
    withWeb(
        ear,
        classes(ShrinkWrap.create(WebArchive.class, "layoutweb.war"), "layoutweb")
            .setManifest(new StringAsset("Manifest-Version: 1.0\nClass-Path: layoutejb.jar\n"))
            .addAsWebInfResource(BINDING.toFile(), "jboss-ejb3.xml"));
    ear.getAsType(JavaArchive.class, "injecting.jar")
        .addAsManifestResource(
            new StringAsset("rarebit.target.systemtest-sums.topic=calculator\n"),
            "microprofile-config.properties");
    return ear;
  }

  /**
   * The same as a file, for servers that are processes of their own.
   *
   * @param directory for the file; made if it is not there
   */
  public static Path injectingEarFile(Path directory) {
    return export(injectingEar(), directory);
  }

  /**
   * An EAR with the CDI extension beside a module that names it: not in lib, since from there
   * Payara does not show it the adapter of the EAR.
   */
  public static EnterpriseArchive withExtension(EnterpriseArchive ear, String module) {
    ear.getAsType(JavaArchive.class, module)
        .addAsManifestResource(
            new StringAsset("Manifest-Version: 1.0\nClass-Path: rarebit-cdi.jar\n"), "MANIFEST.MF");
    return ear.addAsModule(ROOT.resolve("cdi/target/rarebit-cdi.jar").toFile());
  }

  /**
   * The same as a file, for servers that are processes of their own.
   *
   * @param directory for the file; made if it is not there
   */
  public static Path exampleEarFileWithBeans(Path directory, String... subpackages) {
    return export(exampleEarWithBeans(subpackages), directory);
  }

  /**
   * The same with a web module more that has libraries of the adapter's in other versions.
   *
   * @param directory for the file; made if it is not there
   */
  public static Path exampleEarFileWithNeighbour(Path directory, String... subpackages) {
    return export(withWeb(exampleEarWithBeans(subpackages), neighbour()), directory);
  }

  /** The context root is the archive's name. */
  private static EnterpriseArchive withWeb(EnterpriseArchive ear, WebArchive war) {
    String root = war.getName().replace(".war", "");
    return describe(
        ear.addAsModule(war),
        descriptorOf(ear)
            .replaceFirst(
                "(?s)</module>(?!.*</module>)",
                "</module><module><web><web-uri>%s.war</web-uri><context-root>/%s</context-root></web></module>"
                    .formatted(root, root)));
  }

  private static <A extends Archive<A> & ResourceContainer<A>> A classes(
      A archive, String subpackage) {
    String folder = "org/rarebit/systemtest/beans/" + subpackage;
    return archive.addAsResource(
        ROOT.resolve("src/test/target/classes").resolve(folder).toFile(), folder);
  }

  /** A web application that has libraries of the adapter's in other versions. */
  public static WebArchive neighbour() {
    WebArchive war = classes(ShrinkWrap.create(WebArchive.class, "libraries.war"), "libraries");
    File[] libraries = ROOT.resolve("src/test/target/libraries").toFile().listFiles();
    war.addAsLibraries(Objects.requireNonNull(libraries, "mvnw package fetches the libraries"));
    return war;
  }

  private static Path export(Archive<?> archive, Path directory) {
    try {
      Path file = Files.createDirectories(directory).resolve(archive.getName());
      archive.as(ZipExporter.class).exportTo(file.toFile(), true);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A web application with beans of the tests' own, for which the server has the adapter. It has
   * the check's descriptors for WildFly, which others do not read.
   *
   * @param directory for the file; made if it is not there
   * @param subpackage of the classes, below {@code org.rarebit.systemtest.beans}, and its name
   */
  public static Path warFileOfBeans(Path directory, String subpackage) {
    return export(warOfBeans(subpackage), directory);
  }

  /**
   * The same with the jars for OpenTelemetry and MicroProfile Health, and with what tells
   * MicroProfile Telemetry that it is on.
   *
   * @param directory for the file; made if it is not there
   * @param otlpEndpoint where to export to, by http/protobuf
   */
  public static Path observedWarFile(Path directory, String otlpEndpoint) {
    String configuration =
        """
        otel.sdk.disabled=false
        otel.service.name=observed
        otel.exporter.otlp.protocol=http/protobuf
        otel.exporter.otlp.endpoint=%s
        otel.logs.exporter=none
        otel.bsp.schedule.delay=200
        otel.metric.export.interval=500
        rarebit.health.activations=1
        """
            .formatted(otlpEndpoint);
    return export(
        warOfBeans("observed")
            .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml")
            .addAsResource(
                new StringAsset(configuration), "META-INF/microprofile-config.properties")
            .addAsLibraries(
                ROOT.resolve("telemetry/target/rarebit-telemetry.jar").toFile(),
                ROOT.resolve("health/target/rarebit-health.jar").toFile()),
        directory);
  }

  /**
   * The same beans for a server without an OpenTelemetry of its own: the jar brings no classes of
   * it along, so they lie beside it. By another name, as that says what WildFly is configured to
   * have; at the same address.
   *
   * @param directory for the file; made if it is not there
   * @param openTelemetry where the jars of OpenTelemetry's API are
   */
  public static Path tracedWarFile(Path directory, Path openTelemetry) {
    return export(
        withDescriptors(classes(ShrinkWrap.create(WebArchive.class, "traced.war"), "observed"))
            .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml")
            .addAsWebInfResource(
                new StringAsset("<jboss-web><context-root>observed</context-root></jboss-web>"),
                "jboss-web.xml")
            .addAsLibrary(ROOT.resolve("telemetry/target/rarebit-telemetry.jar").toFile())
            .addAsLibraries(Objects.requireNonNull(openTelemetry.toFile().listFiles())),
        directory);
  }

  /**
   * An application that servers passivate, as their descriptors in {@code src/test/servers/lasting}
   * say, with the CDI extension.
   *
   * @param directory for the file; made if it is not there
   */
  public static Path lastingWarFile(Path directory) {
    WebArchive war =
        warOfBeans("lasting").addAsLibrary(ROOT.resolve("cdi/target/rarebit-cdi.jar").toFile());
    File[] descriptors = ROOT.resolve("src/test/servers/lasting").toFile().listFiles();
    for (File descriptor : Objects.requireNonNull(descriptors)) {
      war.delete("WEB-INF/" + descriptor.getName());
      war.addAsWebInfResource(descriptor, descriptor.getName());
    }
    return export(war.addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml"), directory);
  }

  /**
   * Some beans of a package, as a web application.
   *
   * @param directory for the file; made if it is not there
   * @param name of the archive
   * @param subpackage of the beans, below {@code org.rarebit.systemtest.beans}
   * @param beans their simple names
   */
  public static Path warFileOfSomeBeans(
      Path directory, String name, String subpackage, String... beans) {
    return export(warOfSomeBeans(name, subpackage, beans), directory);
  }

  private static WebArchive warOfSomeBeans(String name, String subpackage, String... beans) {
    WebArchive war = withDescriptors(ShrinkWrap.create(WebArchive.class, name + ".war"));
    String folder = "org/rarebit/systemtest/beans/" + subpackage + "/";
    for (String bean : beans) {
      String file = folder + bean + ".class";
      war.addAsResource(ROOT.resolve("src/test/target/classes").resolve(file).toFile(), file);
    }
    return war;
  }

  /** The same with a copy of the API of its own. */
  public static Path warFileWithApi(
      Path directory, String name, String subpackage, String... beans) {
    return export(warOfSomeBeans(name, subpackage, beans).addAsLibrary(API.toFile()), directory);
  }

  private static WebArchive warOfBeans(String subpackage) {
    return withDescriptors(
        classes(ShrinkWrap.create(WebArchive.class, subpackage + ".war"), subpackage));
  }

  private static WebArchive withDescriptors(WebArchive war) {
    for (String descriptor : List.of("jboss-deployment-structure.xml", "jboss-ejb3.xml")) {
      war.addAsWebInfResource(
          ROOT.resolve("check/src/main/webapp/WEB-INF").resolve(descriptor).toFile(), descriptor);
    }
    return war;
  }

  /** The file of the installation check. */
  public static Path checkFile() {
    return ROOT.resolve("check/target/rarebit-check.war");
  }

  /** The file of the console. */
  public static Path consoleFile() {
    return ROOT.resolve("console/target/rarebit-console.war");
  }

  /**
   * The resource adapter without what starts it on WildFly by itself, for a server whose
   * configuration does.
   *
   * @param directory for the file; made if it is not there
   */
  public static Path rarFileForSubsystem(Path directory) {
    ResourceAdapterArchive rar = rar();
    rar.delete("META-INF/ironjacamar.xml");
    return export(rar, directory);
  }

  /** The file of the resource adapter. */
  public static Path rarFile() {
    return ROOT.resolve("rar/archive/target/rarebit.rar");
  }

  /**
   * The same, and a web module of the tests' own.
   *
   * @param subpackage of the beans, below {@code org.rarebit.systemtest.beans}
   * @param web subpackage of its classes, and its context root
   */
  public static EnterpriseArchive exampleEarWithBeansAndWeb(String subpackage, String web) {
    return withWeb(
        exampleEarWithBeans(subpackage),
        classes(ShrinkWrap.create(WebArchive.class, web + ".war"), web)
            .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml"));
  }

  /**
   * The same under another name, of the file and of the application: servers undeploy by it.
   *
   * @param name of the application
   */
  public static EnterpriseArchive renamed(EnterpriseArchive ear, String name) {
    return describe(
        ShrinkWrap.create(EnterpriseArchive.class, name + ".ear").merge(ear),
        descriptorOf(ear)
            .replaceFirst(
                "<application-name>.*</application-name>",
                "<application-name>" + name + "</application-name>"));
  }

  /**
   * Beans of the tests' own in an EAR, for which the server has the adapter.
   *
   * @param subpackage of the beans, below {@code org.rarebit.systemtest.beans}
   */
  public static EnterpriseArchive earOfBeansWithoutRar(String subpackage) {
    return ShrinkWrap.create(EnterpriseArchive.class, subpackage + ".ear")
        .addAsModule(beans(subpackage));
  }

  /**
   * The resource adapter and beans of the tests' own, in one EAR without a descriptor.
   *
   * @param subpackage of the beans, below {@code org.rarebit.systemtest.beans}
   */
  public static EnterpriseArchive earOfBeans(String subpackage) {
    return ShrinkWrap.create(EnterpriseArchive.class, subpackage + ".ear")
        .addAsModule(rar())
        .addAsModule(beans(subpackage));
  }

  /**
   * The same with one bean, which is bound to the adapter inside the EAR: Payara demands that where
   * several adapters know the listener.
   *
   * @param subpackage of the bean, below {@code org.rarebit.systemtest.beans}
   * @param bean its name
   */
  public static EnterpriseArchive earOfBoundBean(String subpackage, String bean) {
    return ShrinkWrap.create(EnterpriseArchive.class, subpackage + ".ear")
        .addAsModule(rar())
        .addAsModule(
            beans(subpackage)
                .addAsManifestResource(
                    new StringAsset(
                        """
                        <!DOCTYPE glassfish-ejb-jar PUBLIC
                          "-//GlassFish.org//DTD GlassFish Application Server 3.1 EJB 3.1//EN"
                          "http://glassfish.org/dtds/glassfish-ejb-jar_3_1-1.dtd">
                        <glassfish-ejb-jar><enterprise-beans><ejb>
                          <ejb-name>%s</ejb-name>
                          <mdb-resource-adapter>
                            <resource-adapter-mid>%s#rarebit</resource-adapter-mid>
                          </mdb-resource-adapter>
                        </ejb></enterprise-beans></glassfish-ejb-jar>
                        """
                            .formatted(bean, subpackage)),
                    "glassfish-ejb-jar.xml"));
  }

  private static JavaArchive beans(String subpackage) {
    String folder = "org/rarebit/systemtest/beans/" + subpackage;
    JavaArchive jar = ShrinkWrap.create(JavaArchive.class, subpackage + ".jar");
    jar.addAsManifestResource(BINDING.toFile(), "jboss-ejb3.xml");
    jar.addAsManifestResource(EXCEPTIONS.toFile(), "ejb-jar.xml");
    File[] classes = ROOT.resolve("src/test/target/classes").resolve(folder).toFile().listFiles();
    for (File file : Objects.requireNonNull(classes, folder + " has not been compiled")) {
      jar.addAsResource(file, folder + "/" + file.getName());
    }
    return jar;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String descriptorOf(EnterpriseArchive ear) {
    try (InputStream in = ear.get(DESCRIPTOR).getAsset().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static EnterpriseArchive describe(EnterpriseArchive ear, String descriptor) {
    ear.delete(DESCRIPTOR);
    ear.add(new StringAsset(descriptor), DESCRIPTOR);
    return ear;
  }
}
