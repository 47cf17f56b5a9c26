package org.rarebit.ra.chaos;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What was asked for, what was answered, and what ran: a line for each, in a file of each process,
 * written at once, so that it outlives the process.
 */
final class Ledger implements AutoCloseable {

  /** What a client is told; anything else than OK and a declared failure stands for a fault. */
  static final String OK = "ok";

  /** Begins the outcome of what ended after its deadline. */
  static final String LATE = "LATE:";

  private final FileOutputStream out; // each line in one write, under the monitor

  Ledger(Path file) throws IOException {
    this.out = new FileOutputStream(file.toFile(), true);
  }

  synchronized void line(Object... words) {
    StringBuilder line = new StringBuilder();
    for (Object word : words) {
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    try {
      out.write(line.append('\n').toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    out.close();
  }

  /**
   * An operation that has ended.
   *
   * @param took milliseconds
   * @param outcome {@link #OK}, or the name of the exception's class, and its text
   */
  record Ended(String id, long atMillis, long took, String outcome) {
    boolean isOk() {
      return outcome.endsWith(OK);
    }

    char kind() {
      return id.charAt(0);
    }
  }

  /** What the files tell. */
  static final class Account {
    final Set<String> begun = new HashSet<>();
    final List<Ended> ended = new ArrayList<>();
    final Map<String, List<String>> runs = new HashMap<>(); // the processes in which an id ran
    final List<String> violations = new ArrayList<>();

    private final Map<Path, Long> read = new HashMap<>(); // bytes of each file

    /** Reads what has been added to a file. */
    void update(Path file) throws IOException {
      try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
        long from = read.getOrDefault(file, 0L);
        byte[] more = new byte[(int) (in.length() - from)];
        in.seek(from);
        in.readFully(more);
        int end = more.length; // the last line may be half written
        while (end > 0 && more[end - 1] != '\n') {
          end--;
        }
        new String(more, 0, end, StandardCharsets.UTF_8).lines().forEach(this::add);
        read.put(file, from + end);
      }
    }

    private void add(String line) {
      String[] words = line.split(" ", 5);
      switch (words[0]) {
        case "begin" -> begun.add(words[1]);
        case "end" ->
            ended.add(
                new Ended(words[1], Long.parseLong(words[2]), Long.parseLong(words[3]), words[4]));
        case "run" -> runs.computeIfAbsent(words[1], id -> new ArrayList<>()).add(words[2]);
        default -> violations.add(line);
      }
    }

    /** What somebody was told is done, and has not run. */
    List<String> lost() {
      return ended.stream()
          .filter(one -> one.isOk() && !runs.containsKey(one.id()))
          .map(Ended::id)
          .toList();
    }

    /** What ran more than once in one process. */
    List<String> doubled() {
      return runs.entrySet().stream()
          .filter(run -> begun.contains(run.getKey())) // and not what somebody else has sent
          .filter(run -> new HashSet<>(run.getValue()).size() < run.getValue().size())
          .map(Map.Entry::getKey)
          .toList();
    }

    /** What ran in one process, and in another one again. */
    List<String> doubledAcrossProcesses() {
      return runs.entrySet().stream()
          .filter(run -> new HashSet<>(run.getValue()).size() > 1)
          .map(Map.Entry::getKey)
          .toList();
    }

    /** What did not end by its deadline. */
    List<Ended> late() {
      return ended.stream().filter(one -> one.outcome().startsWith(LATE)).toList();
    }

    /** What never ended. */
    Set<String> stuck() {
      Set<String> left = new HashSet<>(begun);
      ended.forEach(one -> left.remove(one.id()));
      return left;
    }

    /** What ended as no caller was told that it could. */
    List<Ended> undeclared() {
      return ended.stream().filter(one -> one.outcome().contains("UNDECLARED")).toList();
    }

    /** How long after a moment the first operation of a kind succeeded, in milliseconds. */
    long firstAfter(long moment, String kinds) {
      return ended.stream()
              .filter(one -> one.isOk() && kinds.indexOf(one.kind()) >= 0)
              .mapToLong(Ended::atMillis)
              .filter(at -> at >= moment)
              .min()
              .orElse(Long.MAX_VALUE / 2)
          - moment;
    }

    /** How many of each kind, and of these how many succeeded. */
    @Override
    public String toString() {
      Map<Character, int[]> counts = new TreeMap<>();
      for (Ended one : ended) {
        int[] count = counts.computeIfAbsent(one.kind(), kind -> new int[2]);
        count[0]++;
        count[1] += one.isOk() ? 1 : 0;
      }
      StringBuilder text = new StringBuilder();
      counts.forEach(
          (kind, count) ->
              text.append(kind)
                  .append(": ")
                  .append(count[1])
                  .append(" of ")
                  .append(count[0])
                  .append(", "));
      return text.append("runs: ").append(runs.size()).toString();
    }
  }
}
