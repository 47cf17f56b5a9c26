package org.rarebit.testkit.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where tests take the programs from that they talk to, RabbitMQ and Python: from this machine, or
 * from a newer Debian suite that lies unpacked in a folder, as {@code src/test/peers/make-root}
 * makes it. Programs of a folder run by chroot, which takes root, with mounts of their own that end
 * with the last process and that nobody else sees. They share this machine's network, processes,
 * and the directories that they are told of. Immutable.
 *
 * <p>The system property {@code rarebit.peers} names the suite, for example sid; without it the
 * programs are this machine's. {@code rarebit.peers.dir} says where the folders of the suites lie.
 */
public final class Installation {
  /** Names a suite; empty or missing: what is installed on this machine. */
  public static final String SUITE = "rarebit.peers";

  /** The directory with a folder for each suite; by default target/peers. */
  public static final String DIRECTORY = "rarebit.peers.dir";

  private static final Path PYTHON = Path.of("/usr/bin/python3");

  /**
   * Mounts, then becomes the command: the process that is started is the one that runs it, so its
   * id and its end are the command's.
   */
  private static final String ENTER =
      """
      root=$1 here=$2
      shift 2
      mount --rbind /proc "$root/proc"
      mount --rbind /dev "$root/dev"
      while [ "$1" != -- ]; do
        mkdir -p "$root$1"
        mount --bind "$1" "$root$1"
        shift
      done
      shift
      exec chroot "$root" /usr/bin/env -C "$here" "$@"
      """;

  private static final Installation MACHINE = new Installation("this machine", null);

  private final String name;
  private final Path root; // null: the machine's own

  private Installation(String name, Path root) {
    this.name = name;
    this.root = root;
  }

  /** What is installed on this machine. */
  public static Installation ofThisMachine() {
    return MACHINE;
  }

  /**
   * A Debian suite in a folder.
   *
   * @param name for texts, for example sid
   * @param root the folder, which need not exist: then nothing is {@link #find found} in it
   */
  public static Installation at(String name, Path root) {
    return new Installation(name, root.toAbsolutePath().normalize());
  }

  /** The one that the system properties choose. */
  public static Installation chosen() {
    String suite = System.getProperty(SUITE, "");
    if (suite.isEmpty()) {
      return MACHINE;
    }
    String directory = System.getProperty(DIRECTORY, "");
    return at(suite, Path.of(directory.isEmpty() ? "target/peers" : directory).resolve(suite));
  }

  /** Whether a program is there and can be run. */
  public boolean has(Path program) {
    return Files.isExecutable(outside(program)) && (root == null || isRoot());
  }

  /** Whether its Python is there and can import a module; starts it, which takes about a second. */
  public boolean canImport(String module) throws IOException, InterruptedException {
    return has(PYTHON)
        && new ProcessBuilder(python("-c", "import " + module))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor()
            == 0;
  }

  /** The command that runs its Python in the current directory, which it shares. */
  public List<String> python(String... arguments) {
    List<String> command = new ArrayList<>(List.of(PYTHON.toString()));
    command.addAll(List.of(arguments));
    return command(List.of(), command);
  }

  /**
   * The command that runs one of its programs in the current directory. It shares that one, the
   * directory for temporary files, and those named.
   *
   * @param shared further directories, which exist
   * @param command a program of this installation with its arguments
   */
  public List<String> command(List<Path> shared, List<String> command) {
    if (root == null) {
      return List.copyOf(command);
    }
    Path here = Path.of("").toAbsolutePath();
    Set<String> directories = new LinkedHashSet<>(); // outer ones first: they would hide the inner
    for (Path each : List.of(Path.of(System.getProperty("java.io.tmpdir")), here)) {
      directories.add(each.toAbsolutePath().toString());
    }
    shared.forEach(each -> directories.add(each.toAbsolutePath().toString()));
    List<String> whole =
        new ArrayList<>(
            List.of("unshare", "--mount", "--propagation", "private", "/bin/sh", "-ec", ENTER));
    whole.addAll(List.of("sh", root.toString(), here.toString()));
    directories.stream().sorted().forEach(whole::add);
    whole.add("--");
    whole.addAll(command);
    return whole;
  }

  /** Looks for a program; its path is the one that {@link #command} takes. */
  Optional<Path> find(String program, Path preferred) {
    if (root == null) {
      return Commands.find(program, preferred);
    }
    Path path = preferred.resolve(program);
    return has(path) ? Optional.of(path) : Optional.empty();
  }

  private Path outside(Path program) {
    return root == null ? program : root.resolve(program.toString().substring(1));
  }

  private static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    } catch (IOException | UnsupportedOperationException notLinux) {
      return false;
    }
  }

  /** What to do where a program is missing, as a sentence. */
  String remedy(String packages) {
    if (root == null) {
      return "Install it (Debian: apt-get install " + packages + ").";
    }
    return "Make the folder "
        + root
        + " with src/test/peers/make-root "
        + name
        + ", and run the tests as root.";
  }

  /** The name of the suite, or "this machine". */
  @Override
  public String toString() {
    return name;
  }
}
