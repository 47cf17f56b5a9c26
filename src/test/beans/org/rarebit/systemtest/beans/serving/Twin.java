package org.rarebit.systemtest.beans.serving;

import java.util.List;
import org.rarebit.api.Arg;
import org.rarebit.api.RpcContract;

/** Served by two beans under one topic, as two servers. */
@RpcContract
public interface Twin {

  String TOPIC = "systemtest_twins";

  /** The server's name. */
  String name();

  /** Keeps a line. */
  void record(@Arg("line") String line);

  /** The lines that this server has kept. */
  List<String> recorded();
}
