package org.rarebit.ra.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.BufferRecycler;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecyclersTest {

  private final Recyclers recyclers = new Recyclers();

  @Test
  void whatAThreadGivesBackItGetsAgain() {
    BufferRecycler one = recyclers.acquirePooled();
    recyclers.releasePooled(one);

    assertThat(recyclers.acquirePooled()).isSameAs(one);
  }

  @Test
  void nothingIsGivenToTwoAtOnce() {
    Set<BufferRecycler> out = Collections.newSetFromMap(new IdentityHashMap<>());
    IntStream.range(0, 100).forEach(i -> recyclers.releasePooled(new BufferRecycler()));

    IntStream.range(0, 200).forEach(i -> out.add(recyclers.acquirePooled()));

    assertThat(out).hasSize(200);
  }

  @Test
  void eachIsGivenToOneThreadWhateverTheRaces() {
    Set<BufferRecycler> out =
        Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    boolean alone =
        IntStream.range(0, 200_000)
            .parallel()
            .allMatch(
                i -> {
                  BufferRecycler mine = recyclers.acquirePooled();
                  boolean added = out.add(mine);
                  out.remove(mine);
                  recyclers.releasePooled(mine);
                  return added;
                });

    assertThat(alone).isTrue();
  }
}
