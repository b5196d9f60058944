// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.config.ConnectorConfig;
import connect.redshift.table.Column;
import connect.redshift.table.ColumnType;
import connect.redshift.table.ColumnTypeName;
import connect.redshift.table.RowLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.data.Schema;
import org.junit.jupiter.api.Test;

/** What the README shows is what the code does; {@code -Dreadme.update=true} writes its generated tables anew. */
class ReadmeTest {
    private static final Path README = Path.of("README.md");
    private static final List<String> TYPES = List.of(
            "smallint",
            "integer",
            "bigint",
            "numeric(p,s)",
            "real",
            "double precision",
            "boolean",
            "character(n)",
            "character varying(n)",
            "date",
            "timestamp without time zone",
            "timestamp with time zone");

    @Test
    void settingsAreTheOnesOfTheCode() throws IOException {
        requireSection("settings", settings());
    }

    @Test
    void typesAreTheOnesOfTheCode() throws IOException {
        requireSection("types", types());
    }

    @Test
    void shownFilesAreTheFiles() throws IOException {
        Matcher shown = Pattern.compile("<!-- file: (\\S+) -->\n```\\w+\n(.*?)```\n", Pattern.DOTALL)
                .matcher(Files.readString(README));
        assertThat(shown.find()).isTrue();
        do {
            assertThat(Files.readString(Path.of(shown.group(1)))).isEqualTo(shown.group(2));
        } while (shown.find());
    }

    @Test
    void linkedFilesExist() throws IOException {
        Matcher link = Pattern.compile("\\]\\(([^)#:]+)\\)").matcher(Files.readString(README));
        assertThat(link.results().map(found -> Path.of(found.group(1))))
                .isNotEmpty()
                .allMatch(Files::exists);
    }

    private static void requireSection(String name, String expected) throws IOException {
        String start = "<!-- %s:start -->\n".formatted(name);
        String end = "<!-- %s:end -->".formatted(name);
        String readme = Files.readString(README);
        int from = readme.indexOf(start) + start.length();
        int to = readme.indexOf(end);
        if (Boolean.getBoolean("readme.update")) {
            Files.writeString(README, readme.substring(0, from) + expected + readme.substring(to));
            return;
        }
        assertThat(readme.substring(from, to)).isEqualTo(expected);
    }

    private static String settings() {
        Map<String, List<ConfigDef.ConfigKey>> groups = ConnectorConfig.definition().configKeys().values().stream()
                .sorted((one, other) -> Integer.compare(one.orderInGroup, other.orderInGroup))
                .collect(Collectors.groupingBy(key -> key.group));
        return Stream.of("Connection", "Tables", "Columns", "Staging", "Records", "Polling")
                .map(group -> "**%s**\n\n| setting | default | |\n|---|---|---|\n%s\n"
                        .formatted(
                                group,
                                groups.get(group).stream()
                                        .map(ReadmeTest::setting)
                                        .collect(Collectors.joining())))
                .collect(Collectors.joining());
    }

    private static String setting(ConfigDef.ConfigKey key) {
        String initial = !key.hasDefault()
                ? "*required*"
                : key.type == ConfigDef.Type.PASSWORD
                                || String.valueOf(key.defaultValue).isEmpty()
                        ? ""
                        : "`" + ConfigDef.convertToString(key.defaultValue, key.type) + "`";
        return "| `%s` | %s | %s |\n"
                .formatted(
                        key.name,
                        initial.equals("``") ? "" : initial,
                        key.documentation.replace("<", "&lt;").replace(">", "&gt;"));
    }

    private static String types() {
        Function<String, String> row = name -> {
            ColumnType type = ColumnTypeName.parse(
                            name.replace("(p,s)", "(18,2)").replace("(n)", "(10)"))
                    .orElseThrow();
            Schema schema = RowLayout.of("row", List.of(new Column("value", type, false)))
                    .schema()
                    .field("value")
                    .schema();
            return "| %s | `%s` | %s | %s |\n"
                    .formatted(
                            name.toUpperCase(java.util.Locale.ROOT)
                                    .replace("(P,S)", "(p,s)")
                                    .replace("(N)", "(n)"),
                            schema.type(),
                            schema.name() == null ? "" : "`" + schema.name() + "`",
                            type.ordering().isPresent() ? "yes" : "");
        };
        return "| Redshift | Connect | schema name | can be a watermark |\n|---|---|---|---|\n"
                + TYPES.stream().map(row).collect(Collectors.joining());
    }
}
