package org.rarebit.systemtest.server;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.Arrays;

/**
 * By files beside server.xml, which the server looks at twice a second.
 *
 * @param server where they are
 */
record OpenLibertyAdministration(ServerProcess process, Path server) implements Administration {

  private static final String STARTED = "CWWKZ000[13]I";
  private static final String FAILED = "CWWKZ000[24]E";
  private static final String NOT_ACTIVATED = "J2CA8802E";
  private static final String INSTALLED = "J2CA7001I";
  private static final String STOPPED = "CWWKZ0009I";

  @Override
  public boolean deploys(Path war, String... beans) {
    String file = war.getFileName().toString();
    String name = file.replace(".war", "");
    long before = lines(NOT_ACTIVATED);
    ServerFiles.copyInto(war, server.resolve("apps"));
    ServerFiles.write(
        overrides(name),
        """
        <server>
          <webApplication id="%1$s" name="%1$s" location="%1$s.war">
            <classloader classProviderRef="rarebit"/>
          </webApplication>
          %2$s
        </server>
        """
            .formatted(
                name, Arrays.stream(beans).map(bean -> activation(name, bean)).collect(joining())));
    ServerProcess.await(name + " to start", () -> says(STARTED, name) || says(FAILED, name));
    return says(STARTED, name)
        && lines(NOT_ACTIVATED) == before; // it starts applications without beans that are refused
  }

  private static String activation(String application, String bean) {
    return "<activationSpec id='%s/%s'><properties.rarebit.RpcListener/></activationSpec>"
        .formatted(application, bean);
  }

  @Override
  public void undeploy(String application) {
    ServerFiles.delete(archive(application));
    ServerProcess.await(application + " to stop", () -> says(STOPPED, application));
  }

  @Override
  public void redeployAdapter(Path rar, String application) {
    long before = lines(INSTALLED);
    ServerFiles.copyInto(rar, server);
    ServerProcess.await("the adapter to be installed", () -> lines(INSTALLED) > before);
    restart(application); // it was started before the adapter was there, and failed
  }

  private long lines(String code) {
    return process.printed().stream().filter(line -> line.contains(code)).count();
  }

  @Override
  public void restart(String application) {
    long before = count(STARTED, application);
    ServerFiles.touch(archive(application));
    ServerProcess.await(application + " to start", () -> count(STARTED, application) > before);
  }

  private boolean says(String code, String application) {
    return count(code, application) > 0;
  }

  private long count(String code, String application) {
    return process.printed().stream()
        .filter(line -> line.matches(".*" + code + ".*\\b" + application + "\\b.*"))
        .count();
  }

  private Path archive(String application) {
    return server.resolve("apps").resolve(application + ".war");
  }

  private Path overrides(String application) {
    return server.resolve("configDropins/overrides").resolve(application + ".xml");
  }
}
