package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.resource.spi.Activation;
import jakarta.resource.spi.ConfigProperty;
import jakarta.resource.spi.ConnectionDefinition;
import jakarta.resource.spi.Connector;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.io.File;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.ra.inbound.NotificationActivationSpec;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** ra.xml, the annotations and the code say the same (Connectors 18.3.2, 18.5, 19.3). */
class DescriptorTest {

  private static Document descriptor;

  @BeforeAll
  static void read() throws Exception {
    descriptor =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new File("src/main/rar/META-INF/ra.xml"));
  }

  @Test
  void theConnectorAnnotationAgrees() {
    Connector connector = RarebitResourceAdapter.class.getAnnotation(Connector.class);

    assertThat(text("resourceadapter-class")).isEqualTo(RarebitResourceAdapter.class.getName());
    assertThat(text("display-name")).isEqualTo(connector.displayName()[0]);
    assertThat(text("vendor-name")).isEqualTo(connector.vendorName());
    assertThat(text("eis-type")).isEqualTo(connector.eisType());
    assertThat(text("resourceadapter-version")).isEqualTo(connector.version());
    assertThat(text("transaction-support")).isEqualTo(connector.transactionSupport().name());
    assertThat(text("reauthentication-support"))
        .isEqualTo(Boolean.toString(connector.reauthenticationSupport()));
    assertThat(text("authentication-mechanism-type"))
        .isEqualTo(connector.authMechanisms()[0].authMechanism());
  }

  @Test
  void theConnectionDefinitionAgrees() {
    ConnectionDefinition definition =
        RpcManagedConnectionFactory.class.getAnnotation(ConnectionDefinition.class);

    assertThat(text("managedconnectionfactory-class"))
        .isEqualTo(RpcManagedConnectionFactory.class.getName());
    assertThat(text("connectionfactory-interface"))
        .isEqualTo(definition.connectionFactory().getName());
    assertThat(text("connectionfactory-impl-class"))
        .isEqualTo(definition.connectionFactoryImpl().getName());
    assertThat(text("connection-interface")).isEqualTo(definition.connection().getName());
    assertThat(text("connection-impl-class")).isEqualTo(definition.connectionImpl().getName());
  }

  @Test
  void theListenersAgree() {
    List<String> expected = new ArrayList<>();
    for (Class<?> spec : List.of(RpcActivationSpec.class, NotificationActivationSpec.class)) {
      for (Class<?> listener : spec.getAnnotation(Activation.class).messageListeners()) {
        expected.add(listener.getName() + " " + spec.getName());
      }
    }

    List<String> described =
        elements("messagelistener").stream()
            .map(
                listener ->
                    child(listener, "messagelistener-type")
                        + " "
                        + child(
                            children(listener, "activationspec").get(0), "activationspec-class"))
            .toList();
    assertThat(described).containsExactlyElementsOf(expected);
  }

  @Test
  void allListenersOfNotificationsHaveTheSameProperties() {
    List<List<String>> properties =
        elements("activationspec").stream()
            .filter(
                spec ->
                    child(spec, "activationspec-class")
                        .equals(NotificationActivationSpec.class.getName()))
            .map(
                spec ->
                    children(spec, "config-property").stream()
                        .map(DescriptorTest::described)
                        .toList())
            .toList();

    assertThat(properties).hasSize(3);
    assertThat(properties.get(1)).isEqualTo(properties.get(0));
    assertThat(properties.get(2)).isEqualTo(properties.get(0));
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        RarebitResourceAdapter.class,
        RpcManagedConnectionFactory.class,
        RpcActivationSpec.class,
        NotificationActivationSpec.class
      })
  void everyPropertyIsInTheDescriptorWithTypeAndDefault(Class<?> bean) throws Exception {
    Object fresh = bean.getConstructor().newInstance();
    List<String> annotated = new ArrayList<>();
    for (Field field : bean.getDeclaredFields()) {
      ConfigProperty property = field.getAnnotation(ConfigProperty.class);
      if (property != null) {
        field.setAccessible(true);
        Object initial = field.get(fresh);
        assertThat(initial == null ? "" : initial.toString())
            .as("the default of %s in code and annotation", field.getName())
            .isEqualTo(property.defaultValue());
        annotated.add(
            String.join(
                "|",
                field.getName(),
                field.getType().getName(),
                property.defaultValue(),
                Boolean.toString(property.confidential()),
                String.join(" ", property.description())));
      }
    }

    assertThat(described(bean)).containsExactlyInAnyOrderElementsOf(annotated);
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        RarebitResourceAdapter.class,
        RpcManagedConnectionFactory.class,
        RpcActivationSpec.class,
        NotificationActivationSpec.class
      })
  void everyPropertyHasGetterAndSetterOfItsOwnType(Class<?> bean) throws Exception {
    TreeSet<String> properties = new TreeSet<>();
    for (Field field : bean.getDeclaredFields()) {
      if (field.isAnnotationPresent(ConfigProperty.class)) {
        properties.add(field.getName() + " " + field.getType().getSimpleName());
      }
    }

    List<String> accessible =
        Arrays.stream(Introspector.getBeanInfo(bean).getPropertyDescriptors())
            .filter(p -> p.getReadMethod() != null && p.getWriteMethod() != null)
            .filter(p -> p.getReadMethod().getDeclaringClass() == bean)
            .filter(p -> !List.of("resourceAdapter", "logWriter").contains(p.getName()))
            .map(DescriptorTest::nameAndType)
            .toList();
    assertThat(accessible).containsExactlyInAnyOrderElementsOf(properties);
  }

  @Test
  void theManualsTablesAgree() throws Exception {
    List<String> manual = Files.readAllLines(Path.of("..", "docs", "configuration.md"));
    for (Class<?> bean :
        List.of(
            RarebitResourceAdapter.class,
            RpcManagedConnectionFactory.class,
            RpcActivationSpec.class,
            NotificationActivationSpec.class)) {
      for (String property : described(bean)) {
        String[] parts = property.split("\\|", 5);
        String initial = parts[2].isEmpty() ? "" : "`" + parts[2] + "`";
        assertThat(manual).contains("| `" + parts[0] + "` | " + initial + " | " + parts[4] + " |");
      }
    }
  }

  private static String nameAndType(PropertyDescriptor property) {
    return property.getName() + " " + property.getPropertyType().getSimpleName();
  }

  /** The config-property elements beside the element that names the bean. */
  private static List<String> described(Class<?> bean) {
    for (String tag :
        List.of(
            "resourceadapter-class", "managedconnectionfactory-class", "activationspec-class")) {
      Optional<Element> named = named(tag, bean);
      if (named.isPresent()) {
        return children((Element) named.get().getParentNode(), "config-property").stream()
            .map(DescriptorTest::described)
            .toList();
      }
    }
    throw new AssertionError(bean + " is not in ra.xml");
  }

  private static List<Element> elements(String tag) {
    NodeList all = descriptor.getElementsByTagName(tag);
    return IntStream.range(0, all.getLength())
        .mapToObj(all::item)
        .map(Element.class::cast)
        .toList();
  }

  /** The first element that names the bean. */
  private static Optional<Element> named(String tag, Class<?> bean) {
    return elements(tag).stream()
        .filter(element -> element.getTextContent().trim().equals(bean.getName()))
        .findFirst();
  }

  private static String described(Element property) {
    return String.join(
        "|",
        child(property, "config-property-name"),
        child(property, "config-property-type"),
        child(property, "config-property-value"),
        Boolean.toString(child(property, "config-property-confidential").equals("true")),
        child(property, "description"));
  }

  private static String child(Element parent, String tag) {
    List<Element> found = children(parent, tag);
    return found.isEmpty() ? "" : found.get(0).getTextContent().trim();
  }

  private static List<Element> children(Element parent, String tag) {
    return IntStream.range(0, parent.getChildNodes().getLength())
        .mapToObj(parent.getChildNodes()::item)
        .filter(node -> node.getNodeType() == Node.ELEMENT_NODE)
        .filter(node -> node.getNodeName().equals(tag))
        .map(Element.class::cast)
        .toList();
  }

  private static String text(String tag) {
    assertThat(descriptor.getElementsByTagName(tag).getLength()).as(tag).isEqualTo(1);
    return descriptor.getElementsByTagName(tag).item(0).getTextContent().trim();
  }
}
