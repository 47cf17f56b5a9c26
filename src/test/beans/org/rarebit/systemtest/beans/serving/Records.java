package org.rarebit.systemtest.beans.serving;

import jakarta.ejb.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the twins keep: an MDB has many instances, and none of them lasts. */
@Singleton
public class Records {

  private final Map<String, List<String>> lines = new HashMap<>(); // the container locks

  public void add(String server, String line) {
    lines.computeIfAbsent(server, name -> new ArrayList<>()).add(line);
  }

  public List<String> of(String server) {
    return List.copyOf(lines.getOrDefault(server, List.of()));
  }
}
