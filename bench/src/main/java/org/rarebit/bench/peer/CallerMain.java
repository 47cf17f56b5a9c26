package org.rarebit.bench.peer;

import org.rarebit.bench.load.CallingSide;
import org.rarebit.bench.load.CommandLoop;
import org.rarebit.bench.load.Load;
import org.rarebit.bench.load.LoadCommand;

/** The calling side of a peer in plain Java, in a JVM of its own. */
public final class CallerMain {

  private CallerMain() {}

  /**
   * Calls as it is told to, until standard input ends.
   *
   * @param arguments the peer's kind and the broker's URL
   * @throws Exception if it cannot begin
   */
  public static void main(String[] arguments) throws Exception {
    CommandLoop commands = new CommandLoop();
    PlainPeer peer = PlainPeer.valueOf(arguments[0]);
    String url = arguments[1];
    peer.begin();
    try (CallingSide side = peer.callingSide(url)) {
      Load load = new Load(side);
      FirstCall first = new FirstCall(peer, url);
      commands.run(
          line ->
              (line.startsWith(FirstCall.COMMAND)
                      ? first.run(line)
                      : load.run(LoadCommand.parse(line)))
                  .toString());
    }
  }
}
