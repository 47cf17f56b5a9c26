package org.rarebit.bench;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.rarebit.bench.peer.Brokers;
import org.rarebit.bench.quiet.QuietAdapter;
import org.rarebit.ra.RarebitResourceAdapter;

/** The application that is measured in a server: the adapter, and beans that call and answer. */
final class BenchEar {

  private static final String APPLICATION =
      """
      <application xmlns="https://jakarta.ee/xml/ns/jakartaee" version="10">
        <application-name>rarebit-bench</application-name>
        <initialize-in-order>true</initialize-in-order>
        <module><connector>rarebit.rar</connector></module>
        <module><ejb>beans.jar</ejb></module>
        <connection-factory>
          <name>java:app/rarebit/rpc</name>
          <interface-name>org.rarebit.api.RpcConnectionFactory</interface-name>
          <resource-adapter>#rarebit</resource-adapter>
          <max-pool-size>100</max-pool-size>
          <min-pool-size>0</min-pool-size>
          <property><name>controlExchange</name><value>%s</value></property>
          <property><name>callTimeoutMillis</name><value>20000</value></property>
        </connection-factory>
      </application>
      """;

  private static final String EJB_JAR =
      """
      <ejb-jar xmlns="https://jakarta.ee/xml/ns/jakartaee" version="4.0">
        <enterprise-beans>
      %s  </enterprise-beans>
      </ejb-jar>
      """;

  private BenchEar() {}

  /**
   * Writes the archive.
   *
   * @param rar the adapter
   * @param beans the classes of the beans
   * @param drivenBeans those that answer or hear
   * @param isQuiet whether the adapter is to leave them alone
   */
  static void write(
      Path ear, Path rar, Path beans, List<MessageDrivenBean> drivenBeans, boolean isQuiet)
      throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(ear))) {
      put(zip, "META-INF/application.xml", bytes(APPLICATION.formatted(Brokers.EXCHANGE)));
      put(zip, "rarebit.rar", isQuiet ? quiet(rar) : Files.readAllBytes(rar));
      put(zip, "beans.jar", beansWith(beans, drivenBeans));
    }
  }

  /** The same archive with another adapter's class. */
  private static byte[] quiet(Path rar) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipInputStream from = new ZipInputStream(Files.newInputStream(rar));
        ZipOutputStream to = new ZipOutputStream(bytes)) {
      ZipEntry entry = from.getNextEntry();
      while (entry != null) {
        if (entry.getName().equals("META-INF/ra.xml")) {
          String descriptor = new String(from.readAllBytes(), StandardCharsets.UTF_8);
          put(
              to,
              entry.getName(),
              bytes(
                  descriptor
                      .replace(RarebitResourceAdapter.class.getName(), QuietAdapter.class.getName())
                      .replace("metadata-complete=\"false\"", "metadata-complete=\"true\"")));
        } else if (!entry.isDirectory()) {
          copy(entry.getName(), from, to);
        }
        entry = from.getNextEntry();
      }
      put(to, "quiet.jar", jarOf(QuietAdapter.class));
    }
    return bytes.toByteArray();
  }

  private static byte[] jarOf(Class<?> type) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String name = type.getName().replace('.', '/') + ".class";
    try (ZipOutputStream jar = new ZipOutputStream(bytes);
        InputStream code = type.getResourceAsStream("/" + name)) {
      copy(name, code, jar);
    }
    return bytes.toByteArray();
  }

  private static byte[] beansWith(Path beans, List<MessageDrivenBean> drivenBeans)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipInputStream from =
            new ZipInputStream(new ByteArrayInputStream(Files.readAllBytes(beans)));
        ZipOutputStream to = new ZipOutputStream(bytes)) {
      ZipEntry entry = from.getNextEntry();
      while (entry != null) {
        if (!entry.isDirectory()) {
          copy(entry.getName(), from, to);
        }
        entry = from.getNextEntry();
      }
      if (!drivenBeans.isEmpty()) {
        String all =
            drivenBeans.stream().map(MessageDrivenBean::toXml).collect(Collectors.joining());
        put(to, "META-INF/ejb-jar.xml", bytes(EJB_JAR.formatted(all)));
      }
    }
    return bytes.toByteArray();
  }

  private static void copy(String name, InputStream from, ZipOutputStream to) throws IOException {
    to.putNextEntry(new ZipEntry(name));
    from.transferTo(to);
    to.closeEntry();
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    copy(name, new ByteArrayInputStream(content), zip);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
