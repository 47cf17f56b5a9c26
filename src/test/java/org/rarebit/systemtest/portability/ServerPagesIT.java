package org.rarebit.systemtest.portability;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The manual shows what the tests use, and nothing that only looks like it. */
class ServerPagesIT {

  private static final Path ROOT = Path.of(System.getProperty("rarebit.root", "../.."));

  @ParameterizedTest
  @CsvSource({
    "wildfly, ejb-example/src/main/resources/META-INF/jboss-ejb3.xml",
    "wildfly, src/test/servers/wildfly/jboss-ejb3.xml",
    "wildfly, src/test/servers/wildfly/identity.yml",
    "wildfly, check/src/main/webapp/WEB-INF/jboss-deployment-structure.xml",
    "wildfly, check/src/main/webapp/WEB-INF/jboss-ejb3.xml",
    "wildfly, src/test/servers/wildfly/rarebit.cli",
    "wildfly, src/test/servers/wildfly/rarebit.yml",
    "wildfly, src/test/servers/wildfly/observed.cli",
    "open-liberty, src/test/servers/open-liberty/server.xml",
    "open-liberty, src/test/servers/open-liberty/identity.xml",
    "open-liberty, src/test/servers/open-liberty/standalone/server.xml",
    "open-liberty, src/test/servers/open-liberty/standalone/observed.xml",
    "../console, src/test/servers/open-liberty/standalone/rarebit-console.xml",
    "payara, src/test/servers/payara/standalone.asadmin",
    "../console, src/test/servers/payara/console.asadmin",
    "payara, src/test/beans/org/rarebit/systemtest/beans/shop/Stock.java",
    "payara, src/test/beans/org/rarebit/systemtest/beans/shop/StockBean.java",
    "payara, src/test/beans/org/rarebit/systemtest/beans/shop/ShopServlet.java",
  })
  void aServersPageShowsTheConfigurationOfItsTests(String server, Path file) throws Exception {
    String page = Files.readString(ROOT.resolve("docs/servers").resolve(server + ".md"));

    assertThat(page).contains(Files.readString(ROOT.resolve(file)).strip());
  }
}
