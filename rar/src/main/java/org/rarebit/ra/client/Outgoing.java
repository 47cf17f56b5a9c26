package org.rarebit.ra.client;

import java.time.Duration;

/** Something that an application sends, for who sends it and who reports on it. */
public interface Outgoing {

  /**
   * For everything: publishing and waiting.
   *
   * @return more than zero
   */
  Duration timeout();

  /**
   * The subject of error texts, with its kind.
   *
   * @return for example {@code request "resize" at compute.node1}
   */
  String subject();
}
