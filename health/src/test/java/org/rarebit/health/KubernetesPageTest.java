package org.rarebit.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What docs/kubernetes.md shows is what Kubernetes' API knows: each field by its name and type. The
 * types are those that Fabric8 generates from the API.
 */
class KubernetesPageTest {

  private static final Pattern YAML = Pattern.compile("(?s)```yaml\n(.*?)```");

  /** Refuses a field that the type does not have, which Fabric8's types keep otherwise. */
  private static final ObjectMapper MAPPER =
      YAMLMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .annotationIntrospector(
              new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1L;

                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                  return false;
                }
              })
          .build();

  private Secret secret = new Secret();
  private Deployment deployment = new Deployment();
  private Service service = new Service();

  @BeforeEach
  void read() throws Exception {
    Matcher yaml = YAML.matcher(page("kubernetes"));
    assertThat(yaml.find()).isTrue();
    String[] documents = yaml.group(1).split("---\n", -1);
    assertThat(documents).hasSize(3);
    secret = MAPPER.readValue(documents[0], Secret.class);
    deployment = MAPPER.readValue(documents[1], Deployment.class);
    service = MAPPER.readValue(documents[2], Service.class);
  }

  private static String page(String name) throws IOException {
    return Files.readString(Path.of("../docs/" + name + ".md"));
  }

  private PodSpec pod() {
    return deployment.getSpec().getTemplate().getSpec();
  }

  private Container container() {
    assertThat(pod().getContainers()).hasSize(1);
    return pod().getContainers().get(0);
  }

  @Test
  void whatIsMisspeltOrOfAnotherTypeWouldBeNoticed() {
    assertThatThrownBy(() -> MAPPER.readValue("spec:\n  ports:\n    - prot: 80\n", Service.class))
        .hasMessageContaining("Unrecognized field \"prot\"");
    assertThatThrownBy(() -> MAPPER.readValue("spec:\n  replicas: \"2\"\n", Deployment.class))
        .hasMessageContaining("replicas");
  }

  @Test
  void whatBelongsTogetherHasTheSameNames() {
    assertThat(deployment.getSpec().getTemplate().getMetadata().getLabels())
        .containsAllEntriesOf(deployment.getSpec().getSelector().getMatchLabels())
        .containsAllEntriesOf(service.getSpec().getSelector());
    assertThat(pod().getVolumes().get(0).getSecret().getSecretName())
        .isEqualTo(secret.getMetadata().getName());
    assertThat(container().getVolumeMounts().get(0).getName())
        .isEqualTo(pod().getVolumes().get(0).getName());
    assertThat(service.getSpec().getPorts().get(0).getTargetPort().getStrVal())
        .isEqualTo(container().getPorts().get(0).getName());
  }

  @Test
  void thePasswordIsInAFileAlone() throws Exception {
    assertThat(secret.getStringData()).containsOnlyKeys("password");
    String file = container().getVolumeMounts().get(0).getMountPath() + "/password";
    assertThat(page("kubernetes")).contains("`passwordFile=" + file + "`");
    assertThat(container().getEnv())
        .noneMatch(variable -> variable.getValue().matches("[a-z]+://[^@]*:.*@.*"));
  }

  @Test
  void theVariablesAreThoseThatAreRead() throws Exception {
    assertThat(container().getEnv())
        .extracting(EnvVar::getName)
        .containsExactly("RAREBIT_CONNECTION_URL", variable(Thresholds.ACTIVATIONS));
    assertThat(page("kubernetes")).contains("`" + variable(Thresholds.PATIENCE) + "`");
  }

  private static String variable(String key) {
    return key.replaceAll("[^a-z]", "_").toUpperCase(Locale.ROOT);
  }

  @Test
  void theProbesAskOnePortAtThePathsOfMicroProfileHealth() {
    String port = container().getPorts().get(0).getName();

    assertThat(path(container().getStartupProbe(), port)).isEqualTo("/health/started");
    assertThat(path(container().getReadinessProbe(), port)).isEqualTo("/health/ready");
    assertThat(path(container().getLivenessProbe(), port)).isEqualTo("/health/live");
  }

  private static String path(Probe probe, String port) {
    assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo(port);
    return probe.getHttpGet().getPath();
  }

  @Test
  void aPodHasTheTimeThatRunningRequestsHave() throws Exception {
    Matcher drain =
        Pattern.compile("\\| `drainTimeoutMillis` \\| `(\\d+)` \\|").matcher(page("configuration"));
    assertThat(drain.find()).isTrue();
    long drainSeconds = Long.parseLong(drain.group(1)) / 1000;

    // 30 s of Open Liberty for requests of HTTP, 2 s for goodbyes
    assertThat(pod().getTerminationGracePeriodSeconds()).isGreaterThan(drainSeconds + 30 + 2);
  }
}
