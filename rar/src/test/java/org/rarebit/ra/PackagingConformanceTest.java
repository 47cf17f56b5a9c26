package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.resource.spi.Activation;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.AdministeredObject;
import jakarta.resource.spi.Connector;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAdapter;
import java.io.File;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.ref.SoftReference;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** Metadata and packaging (Connectors 18 to 22); docs/conformance.md has the list. */
class PackagingConformanceTest {

  private static final Path CLASSES = Path.of("target", "classes");

  @Test
  @Tag("point-78")
  void thereIsOneConnectorAndEveryActivationIsAnActivationSpec() throws Exception {
    assertThat(annotatedWith(Connector.class)).containsExactly(RarebitResourceAdapter.class);
    assertThat(annotatedWith(Activation.class))
        .isNotEmpty()
        .allMatch(ActivationSpec.class::isAssignableFrom);
    assertThat(annotatedWith(AdministeredObject.class)).isEmpty();
  }

  @Test
  @Tag("point-81")
  void theAdapterHasTheContractsOfBothDirections() {
    assertThat(ResourceAdapter.class).isAssignableFrom(RarebitResourceAdapter.class);
    assertThat(ManagedConnectionFactory.class).isAssignableFrom(RpcManagedConnectionFactory.class);
    assertThat(ActivationSpec.class).isAssignableFrom(RpcActivationSpec.class);
  }

  @Test
  @Tag("point-9")
  void noClassHasStaticStateThatChanges() throws Exception {
    for (Class<?> type : ownClasses()) {
      for (Field field : type.getDeclaredFields()) {
        boolean cache = field.getType() == SoftReference.class; // of values; may vanish any time
        if (Modifier.isStatic(field.getModifiers()) && !field.isSynthetic() && !cache) {
          assertThat(Modifier.isFinal(field.getModifiers())).as("%s is final", field).isTrue();
        }
      }
    }
  }

  @Test
  @Tag("point-85")
  void addressAndSignOnHaveTheirStandardNames() {
    for (Class<?> bean : List.of(RarebitResourceAdapter.class, RpcManagedConnectionFactory.class)) {
      assertThat(Stream.of(bean.getDeclaredFields()).map(Field::getName))
          .contains("connectionURL", "userName", "password")
          .as("the URL says host and port, as often as there are brokers")
          .doesNotContain("host", "port");
    }
  }

  @Test
  @Tag("point-86")
  void listenersAndConnectionFactoriesAreUniqueInTheDescriptor() throws Exception {
    assertThat(texts("messagelistener-type")).isNotEmpty().doesNotHaveDuplicates();
    assertThat(texts("connectionfactory-interface")).isNotEmpty().doesNotHaveDuplicates();
    assertThat(texts("transaction-support")).hasSize(1);
    assertThat(texts("reauthentication-support")).containsExactly("false");
  }

  @Test
  @Tag("point-87")
  void noPermissionIsAskedFor() throws Exception {
    assertThat(texts("security-permission-spec")).isEmpty();
  }

  private static List<String> texts(String element) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    Document descriptor =
        factory.newDocumentBuilder().parse(new File("src/main/rar/META-INF/ra.xml"));
    NodeList found = descriptor.getElementsByTagName(element);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      texts.add(found.item(i).getTextContent().trim());
    }
    return texts;
  }

  private static List<Class<?>> annotatedWith(Class<? extends Annotation> annotation)
      throws Exception {
    List<Class<?>> annotated = new ArrayList<>();
    for (Class<?> type : ownClasses()) {
      if (type.isAnnotationPresent(annotation)) {
        annotated.add(type);
      }
    }
    return annotated;
  }

  private static List<Class<?>> ownClasses() throws IOException, ClassNotFoundException {
    List<Class<?>> own = new ArrayList<>();
    try (Stream<Path> files = Files.walk(CLASSES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        String name = CLASSES.relativize(file).toString().replace(File.separatorChar, '.');
        if (!name.endsWith("package-info.class")) {
          own.add(
              Class.forName(
                  name.substring(0, name.length() - ".class".length()),
                  false,
                  PackagingConformanceTest.class.getClassLoader()));
        }
      }
    }
    assertThat(own).isNotEmpty();
    return own;
  }
}
