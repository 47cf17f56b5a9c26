package org.rarebit.ra.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IdsTest {

  @Test
  void idsAre32LowerCaseHexadecimalDigits() {
    assertThat(List.of(Ids.next(), Ids.random()))
        .allSatisfy(id -> assertThat(id).matches("[0-9a-f]{32}"));
  }

  @Test
  void idsOfManyThreadsDiffer() throws Exception {
    int each = 20_000;
    Callable<List<String>> taking = () -> Stream.generate(Ids::next).limit(each).toList();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<String>>> taken =
          threads.invokeAll(IntStream.range(0, 4).mapToObj(i -> taking).toList());

      assertThat(
              taken.stream()
                  .flatMap(future -> valueOf(future).stream())
                  .collect(Collectors.toSet()))
          .hasSize(4 * each);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void randomIdsShareNoPrefix() {
    assertThat(Ids.random().substring(0, 8)).isNotEqualTo(Ids.random().substring(0, 8));
  }

  private static List<String> valueOf(Future<List<String>> future) {
    try {
      return future.get();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
