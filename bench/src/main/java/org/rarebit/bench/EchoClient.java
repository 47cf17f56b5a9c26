package org.rarebit.bench;

/** The calling side of a peer, for one caller. */
interface EchoClient extends AutoCloseable {

  /** Calls the server and waits for the text to come back. */
  String echo(String text) throws Exception;

  @Override
  void close();
}
