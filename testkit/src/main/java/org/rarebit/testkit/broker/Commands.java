package org.rarebit.testkit.broker;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds programs of this machine. */
final class Commands {
  private Commands() {}

  /**
   * Looks in a preferred directory, on the PATH, and where system programs are that an ordinary
   * user's PATH does not have.
   */
  static Optional<Path> find(String name, Path preferred) {
    List<Path> directories = new ArrayList<>(List.of(preferred));
    String path = System.getenv("PATH");
    if (path != null) {
      for (String directory : path.split(File.pathSeparator, -1)) {
        directories.add(Path.of(directory));
      }
    }
    directories.addAll(
        List.of(Path.of("/usr/sbin"), Path.of("/usr/local/sbin"), Path.of("/opt/homebrew/sbin")));
    return directories.stream()
        .map(directory -> directory.resolve(name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
