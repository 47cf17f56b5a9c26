package org.rarebit.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.concurrent.spi.ThreadContextProvider;
import jakarta.enterprise.concurrent.spi.ThreadContextRestorer;
import jakarta.enterprise.concurrent.spi.ThreadContextSnapshot;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.CurrentRequest;
import org.rarebit.api.RpcContext;

/** As a context service uses it: a snapshot of one thread is begun and ended on another. */
class ServedRequestProviderTest {

  private final RpcContext one = new Served("one");
  private final RpcContext other = new Served("other");
  private final ThreadContextProvider provider = new ServedRequestProvider();

  @AfterEach
  void nothingIsLeft() {
    CurrentRequest.set(null);
  }

  @Test
  void theServiceFileNamesIt() {
    assertThat(ServiceLoader.load(ThreadContextProvider.class))
        .singleElement()
        .extracting(ThreadContextProvider::getThreadContextType)
        .isEqualTo("RarebitRequest");
  }

  @Test
  void theServedRequestIsCurrentWhileItsSnapshotLasts() throws Exception {
    CurrentRequest.set(one);
    ThreadContextSnapshot snapshot = provider.currentContext(Map.of());
    CurrentRequest.set(null);

    Thread elsewhere =
        new Thread(
            () -> {
              ThreadContextRestorer restorer = snapshot.begin();
              seen = RpcContext.current().orElse(null);
              restorer.endContext();
              seenAfterwards = RpcContext.current().orElse(null);
            });
    elsewhere.start();
    elsewhere.join();

    assertThat(seen).isSameAs(one);
    assertThat(seenAfterwards).isNull();
    assertThat(RpcContext.current()).isEmpty();
  }

  private @Nullable RpcContext seen; // by a thread that has ended
  private @Nullable RpcContext seenAfterwards;

  @Test
  void whatTheThreadServedBeforeIsServedAgainAfterwards() {
    CurrentRequest.set(one);
    ThreadContextSnapshot snapshot = provider.currentContext(Map.of());
    CurrentRequest.set(other);

    for (int i = 0; i < 2; i++) { // a snapshot is used any number of times
      ThreadContextRestorer restorer = snapshot.begin();
      assertThat(RpcContext.current()).containsSame(one);
      restorer.endContext();
      assertThat(RpcContext.current()).containsSame(other);
    }
  }

  @Test
  void aThreadThatServesNothingCarriesNothing() {
    ThreadContextSnapshot snapshot = provider.currentContext(Map.of());
    CurrentRequest.set(one);

    ThreadContextRestorer restorer = snapshot.begin();
    assertThat(RpcContext.current()).isEmpty();
    restorer.endContext();
    assertThat(RpcContext.current()).containsSame(one);
  }

  @Test
  void aClearedContextServesNothing() {
    CurrentRequest.set(one);

    ThreadContextRestorer restorer = provider.clearedContext(Map.of()).begin();
    assertThat(RpcContext.current()).isEmpty();
    restorer.endContext();
    assertThat(RpcContext.current()).containsSame(one);
  }
}
