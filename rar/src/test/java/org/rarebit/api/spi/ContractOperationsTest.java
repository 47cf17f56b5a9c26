package org.rarebit.api.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.rarebit.api.RpcContract;

class ContractOperationsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @RpcContract(namespace = "weather")
  interface Weather {
    double temperature(String city);

    default double temperatureHere() {
      return temperature("here");
    }
  }

  @RpcContract
  interface Overloaded {
    void move(int x);

    void move(int x, int y);
  }

  @Test
  void everyAbstractMethodIsAnOperation() throws NoSuchMethodException {
    assertThat(ContractOperations.of(Weather.class))
        .containsOnlyKeys(Weather.class.getMethod("temperature", String.class))
        .allSatisfy((method, operation) -> assertThat(operation.namespace()).isEqualTo("weather"));
  }

  @Test
  void aContractIsReadOnce() {
    assertThat(ContractOperations.of(Weather.class)).isSameAs(ContractOperations.of(Weather.class));
  }

  @Test
  void whatIsWrongWithAContractIsSaidEachTime() {
    for (int time = 0; time < 2; time++) {
      assertThatThrownBy(() -> ContractOperations.of(Overloaded.class))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("are overloads, both \"move\" on the wire");
    }
  }

  @Test
  void theApplicationsClassLoaderIsNotKept() throws Exception {
    ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
    WeakReference<ClassLoader> loader =
        new WeakReference<>(readInAnApplicationOfItsOwn(), collected);

    assertThat(gone(collected)).isSameAs(loader);
  }

  private static ClassLoader readInAnApplicationOfItsOwn() throws ClassNotFoundException {
    ClassLoader application = new ApplicationClassLoader();
    Class<?> contract = application.loadClass(Weather.class.getName());
    assertThat(contract).isNotSameAs(Weather.class);
    assertThat(ContractOperations.of(contract)).hasSize(1);
    return application;
  }

  private static Object gone(ReferenceQueue<ClassLoader> collected) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Object found = null;
    while (found == null && System.nanoTime() < deadline) {
      System.gc();
      found = collected.remove(100);
    }
    return found;
  }

  /** Has a copy of the contract of its own, as an application has, and the adapter's api. */
  private static final class ApplicationClassLoader extends ClassLoader {

    ApplicationClassLoader() {
      super(ContractOperationsTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.equals(Weather.class.getName())) {
        return super.loadClass(name, resolve);
      }
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] code = in.readAllBytes();
        return defineClass(name, code, 0, code.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
