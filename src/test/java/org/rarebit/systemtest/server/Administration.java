package org.rarebit.systemtest.server;

import java.nio.file.Path;

/** What an administrator does to a server that runs, by the means of its make. */
public interface Administration {

  /**
   * Deploys a web application that uses the adapter. Returns when the server has decided.
   *
   * @param beans its message-driven beans, which some servers want to be told
   * @return whether it is there; if not, the server's log says why
   */
  boolean deploys(Path war, String... beans);

  /** Takes an application away. Returns once the server has been told, and perhaps obeyed. */
  void undeploy(String application);

  /**
   * Deploys the adapter once more, in the place of the one that is there, and does what else is
   * needed for an application that uses it.
   */
  void redeployAdapter(Path rar, String application);

  /**
   * Stops an application and starts it again.
   *
   * @throws UnsupportedOperationException if nobody has needed it for this make
   */
  default void restart(String application) {
    throw new UnsupportedOperationException(application);
  }

  /**
   * Lets the server take no more requests.
   *
   * @throws UnsupportedOperationException if this make has nothing of that kind
   */
  default void suspend() {
    throw new UnsupportedOperationException();
  }

  /** The reverse. */
  default void resume() {
    throw new UnsupportedOperationException();
  }
}
