package io.rowferry.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmulatorConfigTest {
    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("Config.json"), text);
    }

    /** A file with these queues, which begin at line 2, column 1. */
    private Path queues(String queues) throws IOException {
        return file(
                "{\"UserConfig\": {\"Namespaces\": [{\"Name\": \"sbemulatorns\", \"Queues\": [\n" + queues + "]}]}}");
    }

    private Path property(String property) throws IOException {
        return queues("{\"Name\": \"q\", \"Properties\": {\n" + property + "}}");
    }

    private void refuses(Path file, String... lines) {
        assertThatThrownBy(() -> EmulatorConfig.read(file))
                .isInstanceOf(EmulatorConfigException.class)
                .hasMessage(String.join("\n", lines).replace("FILE", file.toString()));
    }

    @Test
    void a_file_in_the_shape_of_the_official_sample_is_read_with_every_property() throws Exception {
        Path file = file("""
                {
                  "UserConfig": {
                    "Namespaces": [
                      {
                        "Name": "sbemulatorns",
                        "Queues": [
                          {
                            "Name": "Orders.cn/eu",
                            "Properties": {
                              "DeadLetteringOnMessageExpiration": true,
                              "DefaultMessageTimeToLive": "PT1H",
                              "DuplicateDetectionHistoryTimeWindow": "PT20S",
                              "ForwardDeadLetteredMessagesTo": "",
                              "ForwardTo": "",
                              "LockDuration": "PT30S",
                              "MaxDeliveryCount": 3,
                              "RequiresDuplicateDetection": true,
                              "RequiresSession": true
                            }
                          },
                          {"Name": "bare"},
                          {
                            "Name": "unlimited",
                            "Properties": {
                              "DefaultMessageTimeToLive": "P10675199DT2H48M5.4775807S",
                              "DuplicateDetectionHistoryTimeWindow": "PT20S",
                              "ForwardTo": null
                            }
                          },
                          {"Name": "remembers", "Properties": {"RequiresDuplicateDetection": true}}
                        ],
                        "Topics": [
                          {
                            "Name": "prices",
                            "Properties": {"DefaultMessageTimeToLive": "PT1H"},
                            "Subscriptions": [
                              {"Name": "eu", "Rules": [{"Name": "all", "Properties": {"FilterType": "Sql"}}]}
                            ]
                          }
                        ]
                      }
                    ],
                    "Logging": {"Type": "File"}
                  }
                }
                """);
        assertThat(EmulatorConfig.read(file).queues())
                .isEqualTo(Map.of(
                        "Orders.cn/eu",
                        new QueueSettings(
                                true, Duration.ofSeconds(30), 3, Duration.ofSeconds(20), Duration.ofHours(1), true),
                        "bare",
                        QueueSettings.PLAIN,
                        "unlimited",
                        QueueSettings.PLAIN,
                        "remembers",
                        QueueSettings.PLAIN.withDuplicateWindow(Duration.ofMinutes(10))));
        assertThat(EmulatorConfig.read(file).topics()).containsExactly("prices");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"LockDuration\": \"PT5S\"",
                "\"LockDuration\": \"PT5M\"",
                "\"MaxDeliveryCount\": 1",
                "\"MaxDeliveryCount\": 2000",
                "\"DuplicateDetectionHistoryTimeWindow\": \"P7D\"",
                "\"DefaultMessageTimeToLive\": \"PT1S\"",
                "\"DefaultMessageTimeToLive\": \"P14D\""
            })
    void the_ends_of_a_range_belong_to_it(String property) throws Exception {
        assertThat(EmulatorConfig.read(property(property)).queues()).containsKey("q");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"LockDuration\": \"PT5M1S\" | 17 | LockDuration of the queue 'q' must be a duration from PT5S to PT5M,"
                        + " written like PT1M30S or P1D, not 'PT5M1S'",
                "\"LockDuration\": \"PT4S\" | 17 | LockDuration of the queue 'q' must be a duration from PT5S to PT5M,"
                        + " written like PT1M30S or P1D, not 'PT4S'",
                "\"LockDuration\": \"a minute\" | 17 | LockDuration of the queue 'q' must be a duration from PT5S to PT5M,"
                        + " written like PT1M30S or P1D, not 'a minute'",
                "\"LockDuration\": 60 | 17 | LockDuration of the queue 'q' must be a duration from PT5S to PT5M,"
                        + " written like PT1M30S or P1D, not '60'",
                "\"DuplicateDetectionHistoryTimeWindow\": \"P8D\" | 40 | DuplicateDetectionHistoryTimeWindow of the queue"
                        + " 'q' must be a duration from PT5S to P7D, written like PT1M30S or P1D, not 'P8D'",
                "\"DefaultMessageTimeToLive\": \"-PT1H\" | 29 | DefaultMessageTimeToLive of the queue 'q' must be a"
                        + " duration of at least PT1S, written like PT1M30S or P1D, not '-PT1H'",
                "\"MaxDeliveryCount\": 0 | 21 | MaxDeliveryCount of the queue 'q' must be a whole number from 1 to 2000,"
                        + " without quotes, not '0'",
                "\"MaxDeliveryCount\": 99999999999999999999 | 21 | MaxDeliveryCount of the queue 'q' must be a whole"
                        + " number from 1 to 2000, without quotes, not '99999999999999999999'",
                "\"MaxDeliveryCount\": \"3\" | 21 | MaxDeliveryCount of the queue 'q' must be a whole number from 1 to"
                        + " 2000, without quotes, not '3'",
                "\"MaxDeliveryCount\": 2.5 | 21 | MaxDeliveryCount of the queue 'q' must be a whole number from 1 to"
                        + " 2000, without quotes, not '2.5'",
                "\"RequiresSession\": \"yes\" | 20 | RequiresSession of the queue 'q' must be true or false, without"
                        + " quotes, not 'yes'",
                "\"ForwardTo\": \"other\" | 14 | ForwardTo must be empty: this broker does not forward messages",
                "\"ForwardDeadLetteredMessagesTo\": \"other\" | 34 | ForwardDeadLetteredMessagesTo must be empty: this"
                        + " broker does not forward messages",
                "\"ForwardTo\": [] | 14 | ForwardTo of the queue 'q' must be a string",
                "\"requiresSession\": true | 1 | 'requiresSession' is not known in the queue 'q'; there are"
                        + " DeadLetteringOnMessageExpiration, DefaultMessageTimeToLive,"
                        + " DuplicateDetectionHistoryTimeWindow, ForwardDeadLetteredMessagesTo, ForwardTo, LockDuration,"
                        + " MaxDeliveryCount, RequiresDuplicateDetection, RequiresSession"
            })
    void what_makes_no_sense_is_refused_with_place_and_what_is_allowed(String property, int column, String sentence)
            throws Exception {
        refuses(property(property), "FILE:3:" + column + "  " + sentence);
    }

    @Test
    void a_name_that_is_none_or_is_taken_is_refused() throws Exception {
        String legal =
                " is no name for a queue: 1 to 260 letters, digits, '.', '-', '_' and '/', of which the first and"
                        + " the last are letters or digits";
        String tooLong = "q".repeat(261);
        refuses(
                queues(
                        "{\"Name\": \"Orders\"},\n{\"Name\": \"orders\"},\n{\"Name\": \"a b\"},\n{\"Name\": \"\"},\n{},\n7,\n"
                                + "{\"Name\": 7},\n{\"Name\": \"t/Subscriptions/s\"},\n{\"Name\": \"" + tooLong
                                + "\"}"),
                "FILE:3:10  the queue 'orders' is there already, in line 2; upper and lower case are the same in names of"
                        + " queues",
                "FILE:4:10  'a b'" + legal,
                "FILE:5:10  ''" + legal,
                "FILE:6:1  a queue has no Name",
                "FILE:7:1  a queue must be an object",
                "FILE:8:10  Name of a queue must be a string, not '7'",
                "FILE:9:10  't/Subscriptions/s'" + legal,
                "FILE:10:10  '" + tooLong + "'" + legal);
    }

    @Test
    void a_file_that_is_something_else_is_refused_by_name() throws Exception {
        refuses(file(""), "FILE:1:1  this is not JSON: the file is empty");
        refuses(file("[]"), "FILE:1:1  the file must be an object");
        refuses(file("{}"), "FILE:1:1  the file has no UserConfig");
        refuses(file("{} {}"), "FILE:1:4  this is not JSON: something follows the end");
        refuses(file("{\"UserConfig\": 1}"), "FILE:1:16  UserConfig must be an object");
        refuses(file("{\"UserConfig\": {}}"), "FILE:1:16  UserConfig has no Namespaces");
        refuses(
                file("{\"UserConfig\": {\"Namespaces\": {}, \"Loging\": {}}}"),
                "FILE:1:31  Namespaces of UserConfig must be a list",
                "FILE:1:35  'Loging' is not known in UserConfig; there are Logging, Namespaces");
        refuses(
                file("{\"UserConfig\": {\"Namespaces\": [{},\n{}]}}"),
                "FILE:2:1  one broker is one namespace, so there can be no second one");
        for (String broken :
                new String[] {"{", "{\"UserConfig\": {}, \"UserConfig\": {}}", "{'UserConfig': {}}", "\u0000"}) {
            assertThatThrownBy(() -> EmulatorConfig.read(file(broken)))
                    .as(broken)
                    .isInstanceOf(EmulatorConfigException.class)
                    .hasMessageStartingWith(folder + "/Config.json:1:")
                    .hasMessageContaining("this is not JSON: ")
                    .hasMessageNotContaining("\n");
        }
        refuses(folder.resolve("missing.json"), "FILE  does not exist");
        assertThatThrownBy(() -> EmulatorConfig.read(folder))
                .isInstanceOf(EmulatorConfigException.class)
                .hasMessageStartingWith(folder + "  cannot be read: ");
    }
}
