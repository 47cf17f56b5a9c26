package org.rarebit.bench.payara;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Payara Embedded's own configuration, without what would listen on all addresses. */
final class LoopbackDomain {

  private static final String LOOPBACK = "127.0.0.1";

  private LoopbackDomain() {}

  static void write(Path file) throws Exception {
    Document domain;
    try (InputStream own =
        LoopbackDomain.class.getClassLoader().getResourceAsStream("config/domain.xml")) {
      domain = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(own);
    }
    for (String name : List.of("network-listener", "iiop-listener", "jmx-connector")) {
      NodeList listeners = domain.getElementsByTagName(name);
      for (int i = 0; i < listeners.getLength(); i++) {
        Element listener = (Element) listeners.item(i);
        listener.setAttribute("address", LOOPBACK);
        listener.setAttribute("port", "0");
        if (!listener.getAttribute("name").equals("admin-listener")) { // which cannot be disabled
          listener.setAttribute("enabled", "false");
        }
      }
    }
    NodeList clusters = domain.getElementsByTagName("hazelcast-config-specific-configuration");
    for (int i = 0; i < clusters.getLength(); i++) {
      ((Element) clusters.item(i)).setAttribute("enabled", "false");
    }
    switchOffJms(domain);
    Files.createDirectories(file.toAbsolutePath().getParent());
    TransformerFactory.newInstance()
        .newTransformer()
        .transform(new DOMSource(domain), new StreamResult(file.toFile()));
  }

  /** Without the element Payara makes one, whose broker listens on all addresses. */
  private static void switchOffJms(Document domain) {
    NodeList all = domain.getElementsByTagName("transaction-service");
    for (int i = 0; i < all.getLength(); i++) {
      Element jms = domain.createElement("jms-service");
      jms.setAttribute("type", "DISABLED");
      jms.setAttribute("default-jms-host", "none");
      Element host = domain.createElement("jms-host");
      host.setAttribute("name", "none");
      host.setAttribute("host", LOOPBACK);
      host.setAttribute("lazy-init", "true");
      jms.appendChild(host);
      all.item(i).getParentNode().insertBefore(jms, all.item(i));
    }
  }
}
