package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.ParseResult;

/** The sample crontab's commands are commands. */
class CrontabTest {
    private static final Pattern ENTRY = Pattern.compile("(?m)^[*0-9]\\S*(?: +\\S+){4} +.*; rowferry +([^>]+?) *>>");

    @Test
    void every_entry_is_understood() throws IOException {
        Matcher entries = ENTRY.matcher(Files.readString(Path.of("jobs/after-sales.crontab")));
        List<String> commands = entries.results()
                .map(entry -> parsed(entry.group(1).split(" +", -1)))
                .toList();

        assertThat(commands).containsExactly("incremental", "full-sync", "verify");
    }

    private static String parsed(String... arguments) {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        ParseResult result =
                Frame.around(Rowferry.commands(Map.of()), nowhere, nowhere).parseArgs(arguments);
        return result.subcommand().commandSpec().name();
    }
}
