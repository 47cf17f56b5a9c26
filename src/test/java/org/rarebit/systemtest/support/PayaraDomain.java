package org.rarebit.systemtest.support;

import java.io.ByteArrayInputStream;
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
 * The configuration of Payara or GlassFish as it comes, with everything off that would listen on
 * all addresses: left alone they open HTTP, HTTPS, administration, IIOP, JMX, JMS and, Payara
 * alone, a Hazelcast cluster that looks for members on the network.
 */
public final class PayaraDomain {

  /** A database of its own for each JVM, which ends with it. */
  public static final String DATABASE_IN_MEMORY = "jdbc:h2:mem:default;DB_CLOSE_DELAY=-1";

  private static final String LOOPBACK = "127.0.0.1";

  private final Document domain;
  private final boolean embedded;
  private final int adminPort; // 0: any

  private PayaraDomain(Document domain, boolean embedded, int adminPort) {
    this.domain = domain;
    this.embedded = embedded;
    this.adminPort = adminPort;
  }

  /**
   * Writes a configuration of Payara Embedded.
   *
   * @param file where to; replaced if it exists
   * @param httpPort the port of the applications, on the loopback address
   * @param databaseUrl of the default data source, for H2
   */
  public static void write(Path file, int httpPort, String databaseUrl) {
    ClassLoader loader = PayaraDomain.class.getClassLoader();
    try (InputStream own = loader.getResourceAsStream("config/domain.xml")) {
      if (own == null) {
        throw new IllegalStateException(
            "config/domain.xml is missing: payara-embedded-all is not on the class path.");
      }
      PayaraDomain domain = new PayaraDomain(read(own), true, 0);
      domain.rewrite(file, httpPort, databaseUrl);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Changes the configuration of a server that was unpacked.
   *
   * @param file its domain.xml
   * @param httpPort the port of the applications, on the loopback address
   * @param adminPort the port of {@code asadmin}, likewise
   */
  public static void change(Path file, int httpPort, int adminPort) {
    try (InputStream own = new ByteArrayInputStream(Files.readAllBytes(file))) {
      PayaraDomain domain = new PayaraDomain(read(own), false, adminPort);
      domain.rewrite(file, httpPort, DATABASE_IN_MEMORY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Document read(InputStream own) throws IOException {
    try {
      return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(own);
    } catch (SAXException | ParserConfigurationException e) {
      throw new IllegalStateException("The server's own domain.xml cannot be read.", e);
    }
  }

  private void rewrite(Path file, int httpPort, String databaseUrl) {
    listenOnLoopback(httpPort);
    switchOff();
    useDatabase(databaseUrl);
    writeTo(file);
  }

  private void listenOnLoopback(int httpPort) {
    for (Element listener : elements("network-listener")) {
      listener.setAttribute("address", LOOPBACK);
      switch (listener.getAttribute("name")) {
        case "http-listener", "http-listener-1" ->
            listener.setAttribute("port", Integer.toString(httpPort));
        case "https-listener", "http-listener-2" -> listener.setAttribute("enabled", "false");
        // cannot be disabled, and GlassFish 8 does not take 0 for it
        default -> listener.setAttribute("port", Integer.toString(adminPort));
      }
    }
  }

  private void switchOff() {
    for (Element connector : elements("jmx-connector")) {
      connector.setAttribute("address", LOOPBACK);
      connector.setAttribute("enabled", "false");
    }
    for (Element listener : elements("iiop-listener")) {
      listener.setAttribute("address", LOOPBACK);
      if (embedded) {
        listener.setAttribute("enabled", "false");
      } else { // its EJB container does not start without
        listener.setAttribute("port", Integer.toString(FreePort.find()));
      }
    }
    optional("hazelcast-config-specific-configuration")
        .forEach(hazelcast -> hazelcast.setAttribute("enabled", "false"));
    optional("jms-service").forEach(jms -> jms.getParentNode().removeChild(jms));
    for (Element option : optional("jvm-options")) {
      // a shell at a fixed port, which two servers cannot share
      option.setTextContent(option.getTextContent().replace(",org.apache.felix.shell.remote", ""));
    }
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

  /**
   * Payara's own URL lets H2 listen on all addresses. GlassFish's pool is for a Derby server, which
   * nobody has started: it becomes one of Derby in memory.
   */
  private void useDatabase(String url) {
    for (Element pool : optional("jdbc-connection-pool")) {
      Element property = (Element) pool.getElementsByTagName("property").item(0);
      if (pool.getAttribute("datasource-classname").startsWith("org.h2.")) {
        property.setAttribute(
            "value", pool.getAttribute("name").equals("H2Pool") ? url : "jdbc:h2:mem:timers");
      } else if (pool.getAttribute("name").equals("DerbyPool")) {
        pool.setAttribute("datasource-classname", "org.apache.derby.jdbc.EmbeddedDataSource");
        while (pool.hasChildNodes()) {
          pool.removeChild(pool.getFirstChild());
        }
        property.setAttribute("name", "databaseName");
        property.setAttribute("value", "memory:default;create=true");
        pool.appendChild(property);
      }
    }
  }

  private List<Element> elements(String name) {
    List<Element> elements = optional(name);
    if (elements.isEmpty()) {
      throw new IllegalStateException("The server's domain.xml has no element " + name + ".");
    }
    return elements;
  }

  private List<Element> optional(String name) {
    NodeList nodes = domain.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>(nodes.getLength());
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
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
