package org.rarebit.systemtest.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/** Directories of servers: each run has fresh ones, beside the installation. */
final class ServerFiles {

  private static final Path ROOT =
      Path.of(System.getProperty("rarebit.root", "../..")).toAbsolutePath().normalize();

  private ServerFiles() {}

  /** The configuration of a server, which its page of the manual shows. */
  static Path configuration(String server) {
    return ROOT.resolve("src/test/servers").resolve(server).normalize();
  }

  /** Where the classes of the system tests are. */
  static Path ownClasses() {
    return ROOT.resolve("src/test/target/test-classes");
  }

  /** The jar of H2, which the profile of a server without a database fetches. */
  static Path database() {
    return ROOT.resolve("src/test/target/database/h2.jar");
  }

  /** An empty directory; whatever was there is deleted. */
  static Path fresh(Path directory) {
    Path absolute = directory.toAbsolutePath().normalize();
    try {
      if (Files.exists(absolute)) {
        Files.walkFileTree(absolute, new Deletion());
      }
      return Files.createDirectories(absolute);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies a file into a directory, under its own name. */
  static void copyInto(Path file, Path directory) {
    try {
      Files.createDirectories(directory);
      Files.copy(file, directory.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies a directory and all that is in it. */
  static void copyTree(Path from, Path to) {
    try {
      Files.walkFileTree(from, new Copy(from, to));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes a server that looks at its date read a file again. */
  static void touch(Path file) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException failure)
        throws IOException {
      Files.delete(directory);
      return FileVisitResult.CONTINUE;
    }
  }

  private static final class Copy extends SimpleFileVisitor<Path> {
    private final Path from;
    private final Path to;

    Copy(Path from, Path to) {
      this.from = from;
      this.to = to;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
        throws IOException {
      Files.createDirectories(to.resolve(from.relativize(directory)));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.copy(file, to.resolve(from.relativize(file)));
      return FileVisitResult.CONTINUE;
    }
  }
}
