// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.table.TableId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TableGroupTest {
    private static Map<String, String> settings(String... pairs) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "redshift.workgroup", "analytics",
                "redshift.database", "dev",
                "aws.s3.bucket.name", "bucket",
                "table.include.list", ".*",
                "watermark.column", "at",
                "topic.prefix", "shop",
                "table.groups", "one,two"));
        settings.putAll(Map.of("table.one.include", "a\\..*", "table.two.include", ".*\\.b"));
        for (int index = 0; index < pairs.length; index += 2) {
            settings.put(pairs[index], pairs[index + 1]);
        }
        return settings;
    }

    private static List<String> problems(String... pairs) {
        return ConnectorConfig.validate(settings(pairs)).configValues().stream()
                .filter(value -> value.name().startsWith("table."))
                .flatMap(value -> value.errorMessages().stream().peek(message -> assertThat(message)
                        .as("each is on the setting that it names")
                        .contains(value.name())))
                .toList();
    }

    @Test
    void whatAGroupDoesNotSayIsAsForAllTables() {
        ConnectorConfig config =
                ConnectorConfig.from(settings("table.one.watermark.column", "id", "table.two.topic", "${table}"));
        TableId both = new TableId("a", "b");
        TableId second = new TableId("x", "b");
        TableId none = new TableId("x", "y");
        assertThat(config.tables().watermarkColumn(both)).contains("id");
        assertThat(config.tables().watermarkColumn(second)).contains("at");
        assertThat(config.tables().watermarkColumn(none)).contains("at");
        assertThat(config.topicTemplate(both)).isEqualTo("${topic.prefix}.${schema}.${table}");
        assertThat(config.topicTemplate(second)).isEqualTo("${table}");
    }

    @Test
    void everythingThatIsWrongIsTold() {
        assertThat(problems()).isEmpty();
        assertThat(problems("watermark.column", ""))
                .containsExactly(
                        "Group \"one\" of table.groups needs the setting table.one.watermark.column.",
                        "Group \"two\" of table.groups needs the setting table.two.watermark.column.");
        assertThat(problems(
                        "table.one.include",
                        "",
                        "table.two.include",
                        "(",
                        "table.two.topic",
                        "${name}",
                        "table.one.filter",
                        "a)",
                        "table.one.shards",
                        "33"))
                .containsExactly(
                        "Group \"one\" of table.groups needs the setting table.one.include.",
                        "table.one.filter is \"a)\"; expected an SQL condition, but it has a \")\" too many.",
                        "table.one.shards is \"33\"; expected a whole number from 1 to 32.",
                        "table.two.include is \"(\"; expected a regular expression: Unclosed group.",
                        "table.two.topic is \"${name}\"; expected letters, digits, dots, hyphens, underscores,"
                                + " ${topic.prefix}, ${database}, ${schema} and ${table}.");
    }
}
