package org.rarebit.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.rarebit.bench.load.LoadCommand;
import org.rarebit.bench.load.LoadCommand.Kind;
import org.rarebit.bench.peer.Brokers;

/**
 * Whether this build is slower than another one, for example the last release. Both run in plain
 * Java and take turns, so what disturbs one disturbs the other. It is only called slower if the
 * whole interval in which the median of the ratios lies, with 19 chances of 20, is beyond what
 * would be borne; and then only if processes that are started anew say so, too, as two JVMs of one
 * build differ by some per cent themselves.
 */
final class Gate {

  static final String USAGE =
      Surroundings.USAGE
          + """
            --base JARS     the other build: the jars rarebit-ra and rarebit-api of it, with : between them
            --rounds N      how often the two take turns, from 8 (14)
            --seconds S     how long each turn lasts (0.7)
            --callers N     how many call at the same time (8)
            --borne R       which ratio of calls a second is still borne (0.9)
          """;

  private static final List<Peer> BOTH = List.of(Peer.BASE, Peer.RAREBIT);
  private static final int FEWEST_ROUNDS = 8;
  private static final int BYTES = 200;
  private static final double WARM_UP_ROUNDS = 5;

  /**
   * How sure it is: the interval leaves out as many of the lowest and highest ratios as it may for
   * 95 %, so a single bad round moves nothing.
   */
  private static final double DOUBT = 0.05;

  private final Surroundings surroundings;
  private final int rounds;
  private final long millis;
  private final int callers;
  private final double borne;

  private Gate(Surroundings surroundings, int rounds, long millis, int callers, double borne) {
    if (rounds < FEWEST_ROUNDS || millis <= 0 || callers < 1 || borne <= 0 || borne > 1) {
      throw new IllegalArgumentException("There is nothing to judge by: see the options.");
    }
    this.surroundings = surroundings;
    this.rounds = rounds;
    this.millis = millis;
    this.callers = callers;
    this.borne = borne;
  }

  /**
   * Reads the options.
   *
   * @throws IllegalArgumentException if an option is unknown or has no good value
   */
  static Gate parse(String... arguments) {
    Surroundings surroundings = Surroundings.USUAL;
    int rounds = 14;
    double seconds = 0.7;
    int callers = 8;
    double borne = 0.9;
    Iterator<String> rest = Arrays.asList(arguments).iterator();
    while (rest.hasNext()) {
      String option = rest.next();
      if (!rest.hasNext()) {
        throw new IllegalArgumentException("Unknown option, or no value: " + option + ".");
      }
      String value = rest.next();
      switch (option) {
        case "--rounds" -> rounds = Integer.parseInt(value);
        case "--seconds" -> seconds = Double.parseDouble(value);
        case "--callers" -> callers = Integer.parseInt(value);
        case "--borne" -> borne = Double.parseDouble(value);
        default -> surroundings = surroundings.with(option, value);
      }
    }
    if (surroundings.base() == null) {
      throw new IllegalArgumentException("--base is missing: beside which build?");
    }
    return new Gate(surroundings, rounds, (long) (seconds * 1000), callers, borne);
  }

  Surroundings surroundings() {
    return surroundings;
  }

  /** Measures both builds, in processes that it starts and ends. */
  interface Turns {

    /** The two beside each other. */
    Comparison measure() throws Exception;
  }

  /**
   * Measures, and once more with fresh processes if the first ones found it slower.
   *
   * @param out gets the figures
   * @return true unless this build is slower
   */
  boolean passes(BenchBroker broker, Installation installation, PrintStream out) throws Exception {
    return passes(() -> measure(broker, installation), out);
  }

  /** The same, by figures that come from anywhere. */
  boolean passes(Turns turns, PrintStream out) throws Exception {
    boolean isBorne = isBorne(turns.measure(), out);
    if (!isBorne) {
      out.println("gate: once more, with processes that are started anew");
      isBorne = isBorne(turns.measure(), out);
    }
    return isBorne;
  }

  private boolean isBorne(Comparison comparison, PrintStream out) {
    boolean isBorne = true;
    isBorne &= judge("calls/s", comparison, Measurement::perSecond, out);
    isBorne &= judge("calls for the same own CPU", comparison, m -> 1 / m.ownSeconds(), out);
    return isBorne;
  }

  /** Measures both builds, in turns. */
  Comparison measure(BenchBroker broker, Installation installation) throws Exception {
    Comparison comparison = new Comparison(callers + " callers", Peer.BASE);
    List<PeerPair> pairs = new ArrayList<>();
    try {
      for (Peer peer : BOTH) {
        pairs.add(PeerPair.start(peer, installation, broker.url()));
        comparison.expect(peer);
      }
      for (PeerPair pair : pairs) {
        pair.awaitReady();
      }
      for (PeerPair pair : pairs) {
        pair.client().run(command(pair.peer(), (long) (WARM_UP_ROUNDS * millis)));
      }
      for (int round = 0; round < rounds; round++) {
        for (PeerPair pair : pairs) {
          comparison.add(
              pair.peer(), pair.measure(command(pair.peer(), millis), broker::processorTime));
        }
        Collections.rotate(pairs, 1);
      }
    } finally {
      pairs.forEach(PeerPair::close);
      cleanUp(broker);
    }
    return comparison;
  }

  private static void cleanUp(BenchBroker broker) throws IOException {
    try {
      Brokers.cleanUp(broker.url(), BOTH.stream().map(Peer::topic).toList());
    } catch (java.util.concurrent.TimeoutException e) {
      throw new IOException("The broker does not answer.", e);
    }
  }

  private LoadCommand command(Peer peer, long time) {
    return new LoadCommand(Kind.CALLS, peer.topic(), callers, time, BYTES);
  }

  private boolean judge(
      String what, Comparison comparison, ToDoubleFunction<Measurement> figure, PrintStream out) {
    double[] ratios = comparison.ratios(Peer.RAREBIT, figure);
    double[] interval = interval(ratios);
    boolean isBorne = interval[1] >= borne;
    out.printf(
        Locale.ROOT,
        "gate: %s, this build ÷ the other one: %.2f, with 19 chances of 20 in %.2f..%.2f: %s%n",
        what,
        Medians.of(ratios),
        interval[0],
        interval[1],
        isBorne ? "borne" : "slower than " + borne);
    return isBorne;
  }

  /** Where the median lies, whatever the ratios' distribution is: by the signs of each. */
  static double[] interval(double... ratios) {
    double[] sorted = ratios.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    double chance = Math.pow(0.5, n); // that so many lie on one side of the median
    double outside = 2 * chance;
    int leftOut = 0;
    while (true) {
      chance = chance * (n - leftOut) / (leftOut + 1);
      outside += 2 * chance;
      if (outside > DOUBT) {
        return new double[] {sorted[leftOut], sorted[n - 1 - leftOut]};
      }
      leftOut++;
    }
  }
}
