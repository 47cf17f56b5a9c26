package org.rarebit.systemtest.support;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;

/** The archives as the build made them, and EARs with beans of the tests' own beside them. */
public final class Archives {

  private static final Path ROOT = Path.of(System.getProperty("rarebit.root", "../.."));
  private static final String DESCRIPTOR = "META-INF/application.xml";

  private Archives() {}

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
        .importFrom(ROOT.resolve("rar/target/rarebit.rar").toFile())
        .as(ResourceAdapterArchive.class);
  }

  /** The example without the resource adapter, which it expects the server to have. */
  public static EnterpriseArchive exampleEarWithoutRar() {
    EnterpriseArchive ear = exampleEar();
    ear.delete("rarebit.rar");
    return describe(
        ear,
        descriptorOf(ear)
            .replaceFirst("<module>\\s*<connector>rarebit.rar</connector>\\s*</module>", "")
            .replace("#rarebit", "rarebit"));
  }

  /**
   * The example and beans of the tests' own, in one EAR.
   *
   * @param subpackage of the beans, below {@code org.rarebit.systemtest.beans}
   */
  public static EnterpriseArchive exampleEarWithBeans(String subpackage) {
    return with(subpackage, exampleEar());
  }

  /** The same without the resource adapter, which it expects the server to have. */
  public static EnterpriseArchive exampleEarWithBeansWithoutRar(String subpackage) {
    return with(subpackage, exampleEarWithoutRar());
  }

  private static EnterpriseArchive with(String subpackage, EnterpriseArchive ear) {
    ear.addAsModule(beans(subpackage));
    return describe(
        ear,
        descriptorOf(ear)
            .replaceFirst(
                "(?s)</module>(?!.*</module>)",
                "</module><module><ejb>" + subpackage + ".jar</ejb></module>"));
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

  private static JavaArchive beans(String subpackage) {
    String folder = "org/rarebit/systemtest/beans/" + subpackage;
    JavaArchive jar = ShrinkWrap.create(JavaArchive.class, subpackage + ".jar");
    File[] classes = ROOT.resolve("src/test/target/classes").resolve(folder).toFile().listFiles();
    for (File file : Objects.requireNonNull(classes, folder + " has not been compiled")) {
      jar.addAsResource(file, folder + "/" + file.getName());
    }
    return jar;
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
