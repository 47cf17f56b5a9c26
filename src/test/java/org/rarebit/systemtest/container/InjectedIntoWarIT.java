package org.rarebit.systemtest.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.http.HttpResponse;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rarebit.systemtest.support.Activations;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Broker;
import org.rarebit.systemtest.support.PageClient;
import org.rarebit.systemtest.support.Server;
import org.rarebit.systemtest.support.ServerCommands;

/**
 * A WAR with the CDI extension in its WEB-INF/lib, the resource adapter deployed by itself, and the
 * example, whose calculator serves.
 */
@ExtendWith(ArquillianExtension.class)
class InjectedIntoWarIT {

  private static final File ROOT = new File(System.getProperty("rarebit.root", "../.."));
  private static final String BEANS = "org/rarebit/systemtest/beans/injectingweb";
  private static final String WEB_XML =
      """
      <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
        <connection-factory>
          <name>java:app/rarebit/rpc</name>
          <interface-name>org.rarebit.api.RpcConnectionFactory</interface-name>
          <resource-adapter>rarebit</resource-adapter>
        </connection-factory>
      </web-app>
      """;

  @Deployment(name = "rar", order = 1, testable = false)
  static ResourceAdapterArchive rar() {
    Broker.shared().useForDeployments();
    ServerCommands.showAdaptersToAllApplications();
    return Archives.rar();
  }

  @Deployment(name = "ear", order = 2, testable = false)
  static EnterpriseArchive ear() {
    return Archives.exampleEarWithoutRar();
  }

  @Deployment(name = "war", order = 3, testable = false)
  static WebArchive war() {
    return ShrinkWrap.create(WebArchive.class, "injecting.war")
        .addAsLibrary(new File(ROOT, "cdi/target/rarebit-cdi.jar"))
        .addAsResource(new File(ROOT, "src/test/target/classes/" + BEANS), BEANS)
        .setWebXML(new StringAsset(WEB_XML));
  }

  @BeforeAll
  static void awaitBeans() throws Exception {
    Activations.awaitActive();
  }

  @AfterAll
  static void restore() {
    ServerCommands.showAdaptersToTheirApplications();
  }

  @Test
  void aServletAndASessionBeanCall() {
    PageClient page = new PageClient(Server.page().resolve("/injecting/"));

    HttpResponse<String> response = page.get("add?a=40&b=2");

    assertThat(response.body()).isEqualTo("42 42");
  }
}
