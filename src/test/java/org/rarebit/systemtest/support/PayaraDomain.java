package org.rarebit.systemtest.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * The configuration of Payara Embedded as its jar brings it, with everything off that would listen
 * on all addresses: left alone it opens HTTP, HTTPS, administration, IIOP, JMX, JMS and a Hazelcast
 * cluster that looks for members on the network.
 */
public final class PayaraDomain {

  /** A database of its own for each JVM, which ends with it. */
  public static final String DATABASE_IN_MEMORY = "jdbc:h2:mem:default;DB_CLOSE_DELAY=-1";

  private static final String LOOPBACK = "127.0.0.1";

  private final Document domain;

  private PayaraDomain(Document domain) {
    this.domain = domain;
  }

  /**
   * Writes a configuration.
   *
   * @param file where to; replaced if it exists
   * @param httpPort the port of the applications, on the loopback address
   * @param databaseUrl of the default data source, for H2
   */
  public static void write(Path file, int httpPort, String databaseUrl) {
    PayaraDomain domain = new PayaraDomain(readOwn());
    domain.listenOnLoopback(httpPort);
    domain.switchOff();
    domain.useDatabase(databaseUrl);
    domain.writeTo(file);
  }

  private static Document readOwn() {
    ClassLoader loader = PayaraDomain.class.getClassLoader();
    try (InputStream own = loader.getResourceAsStream("config/domain.xml")) {
      if (own == null) {
        throw new IllegalStateException(
            "config/domain.xml is missing: payara-embedded-all is not on the class path.");
      }
      return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(own);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SAXException | ParserConfigurationException e) {
      throw new IllegalStateException("Payara's own domain.xml cannot be read.", e);
    }
  }

  private void listenOnLoopback(int httpPort) {
    for (Element listener : elements("network-listener")) {
      listener.setAttribute("address", LOOPBACK);
      switch (listener.getAttribute("name")) {
        case "http-listener" -> listener.setAttribute("port", Integer.toString(httpPort));
        case "https-listener" -> listener.setAttribute("enabled", "false");
        // cannot be disabled; any port will do
        default -> listener.setAttribute("port", "0");
      }
    }
  }

  private void switchOff() {
    for (String name : List.of("iiop-listener", "jmx-connector")) {
      for (Element listener : elements(name)) {
        listener.setAttribute("address", LOOPBACK);
        listener.setAttribute("enabled", "false");
      }
    }
    elements("hazelcast-config-specific-configuration")
        .forEach(hazelcast -> hazelcast.setAttribute("enabled", "false"));
    for (Element transactions : elements("transaction-service")) {
      // without the element Payara makes one, whose broker listens on all addresses
      Element jms = domain.createElement("jms-service");
      jms.setAttribute("type", "DISABLED");
      jms.setAttribute("default-jms-host", "none");
      Element host = domain.createElement("jms-host");
      host.setAttribute("name", "none");
      host.setAttribute("host", LOOPBACK);
      host.setAttribute("lazy-init", "true");
      jms.appendChild(host);
      transactions.getParentNode().insertBefore(jms, transactions);
    }
  }

  /** Payara's own URL lets H2 listen on all addresses. */
  private void useDatabase(String url) {
    for (Element pool : elements("jdbc-connection-pool")) {
      Element property = (Element) pool.getElementsByTagName("property").item(0);
      property.setAttribute(
          "value", pool.getAttribute("name").equals("H2Pool") ? url : "jdbc:h2:mem:timers");
    }
  }

  private List<Element> elements(String name) {
    NodeList nodes = domain.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>(nodes.getLength());
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    if (elements.isEmpty()) {
      throw new IllegalStateException("Payara's domain.xml has no element " + name + " any more.");
    }
    return elements;
  }

  private void writeTo(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      TransformerFactory.newInstance()
          .newTransformer()
          .transform(new DOMSource(domain), new StreamResult(file.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (TransformerException e) {
      throw new IllegalStateException("Cannot write " + file + ".", e);
    }
  }
}
