package org.rarebit.systemtest.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The site as it was built: the folder, and the addresses of what is in it. */
final class Site {

  static final Path FOLDER = Path.of(System.getProperty("site.dir", "target/site"));
  static final String BASE = System.getProperty("site.base", "/");
  static final String VERSION = System.getProperty("site.version", "0.1.0-SNAPSHOT");

  private Site() {}

  /** All files of this version with that ending. */
  static List<Path> files(String ending) throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER.resolve(VERSION))) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  /** The pages of the manual: all but the Javadoc. */
  static List<Path> pages() throws IOException {
    return files(".html").stream().filter(file -> !isJavadoc(file)).toList();
  }

  static boolean isJavadoc(Path file) {
    return file.startsWith(FOLDER.resolve(VERSION).resolve("javadoc"));
  }

  /** The file that an address leads to, from that page. */
  static Path file(Path page, String address) {
    if (address.isEmpty()) {
      return page;
    }
    Path file =
        address.startsWith("/")
            ? FOLDER.resolve(address.substring(BASE.length()))
            : page.resolveSibling(address);
    return (address.endsWith("/") ? file.resolve("index.html") : file).normalize();
  }

  /** The address of a page of this version, below the web server's root. */
  static String address(String page) {
    return BASE + VERSION + "/" + page;
  }
}
