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

  /** Who knows one, as each server does that was called, must not know the next. */
  @Test
  void nothingOfAnIdTellsTheNextOne() {
    List<String> ids = Stream.generate(Ids::next).limit(10_000).toList();

    for (int digit = 0; digit < 32; digit++) {
      int at = digit;
      long same =
          IntStream.range(1, ids.size())
              .filter(i -> ids.get(i).charAt(at) == ids.get(i - 1).charAt(at))
              .count();
      assertThat(same).as("digits %d that stay, of 10,000", digit).isBetween(400L, 900L);
    }
  }

  private static List<String> valueOf(Future<List<String>> future) {
    try {
      return future.get();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
