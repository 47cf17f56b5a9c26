package org.rarebit.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocTablesTest {

  @TempDir private Path directory;

  @Test
  void tablesAreReplacedByTitleAndTheRestOfThePageStays() throws Exception {
    Path page = directory.resolve("page.md");
    Files.writeString(
        page,
        """
        # Page

        **1 caller**

        | a |
        |---|
        | old |

        Words.

        **casts** (of 200 bytes)

        More words.

        | b |
        |---|
        | old |
        | older |
        **other**

        | c |
        """);
    Path first = report("first", "**1 caller**\n\n| a |\n|---|\n| new |\n\n**gone**\n\n| d |\n");
    Path second = report("second", "**casts**\n\n| b |\n|---|\n| new |\n");

    DocTables.replace(
        page, List.of(first, second), new PrintStream(OutputStream.nullOutputStream()));

    assertThat(page)
        .content()
        .isEqualTo(
            """
            # Page

            **1 caller**

            | a |
            |---|
            | new |

            Words.

            **casts** (of 200 bytes)

            More words.

            | b |
            |---|
            | new |
            **other**

            | c |
            """);
  }

  private Path report(String name, String content) throws Exception {
    Path report = Files.createDirectory(directory.resolve(name));
    Files.writeString(report.resolve("performance.md"), content);
    return report;
  }
}
