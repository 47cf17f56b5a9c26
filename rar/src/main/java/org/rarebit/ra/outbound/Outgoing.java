package org.rarebit.ra.outbound;

import java.time.Duration;

/** Something that an application sends, for who sends it and who reports on it. */
interface Outgoing {

  /** For everything: publishing and waiting. */
  Duration timeout();

  /** The subject of error texts, with its kind. */
  String subject();
}
