// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.config.ConnectorConfig;
import connect.redshift.metrics.Metric;
import connect.redshift.metrics.TableMetrics;
import connect.redshift.metrics.TaskMetrics;
import connect.redshift.table.Column;
import connect.redshift.table.ColumnType;
import connect.redshift.table.ColumnTypeName;
import connect.redshift.table.RowLayout;
import connect.redshift.table.TypeOptions;
import connect.redshift.table.TypeOptions.Binaries;
import connect.redshift.table.TypeOptions.Decimals;
import connect.redshift.table.TypeOptions.Times;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.data.Schema;
import org.junit.jupiter.api.Test;

/** What the README shows is what the code does. TypesIT checks its table of Avro's types, which only a converter makes. */
class ReadmeTest {
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
            "timestamp with time zone",
            "time without time zone",
            "time with time zone",
            "interval year to month",
            "interval day to second",
            "super",
            "binary varying(n)",
            "geometry",
            "geography");
    private static final Map<String, TypeOptions> OTHERS = others();

    @Test
    void settingsAreTheOnesOfTheCode() throws IOException {
        Readme.requireSection("settings", settings());
    }

    @Test
    void typesAreTheOnesOfTheCode() throws IOException {
        Readme.requireSection("types", types());
    }

    @Test
    void metricsAreTheOnesOfTheCode() throws IOException {
        Readme.requireSection(
                "metrics",
                "**Of each table**\n\n" + metrics(TableMetrics.ALL) + "\n**Of each task**\n\n"
                        + metrics(TaskMetrics.ALL));
    }

    /** A run of CompatibilityIT writes it; here it has all that such a run has, and nothing that failed. */
    @Test
    void workersAreAllOfTheMatrix() throws IOException {
        List<String> versions;
        try (Stream<Path> folders = Files.list(Path.of("src/it/kafka"))) {
            versions = folders.map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
        List<String> rows = Readme.section("workers").lines().skip(2).toList();
        assertThat(versions).startsWith("3.6.2").endsWith("4.3.1").hasSize(5);
        assertThat(rows.stream().map(row -> row.split("[| ]+", -1)[1]))
                .containsExactlyElementsOf(versions.stream()
                        .flatMap(version -> Stream.of(version, version))
                        .toList());
        for (int row = 0; row < rows.size(); row++) {
            assertThat(rows.get(row))
                    .matches("\\| [0-9.]+ \\| %s (\\| passed ){4}\\| (MBeans|the worker's) \\|"
                            .formatted(row % 2 == 0 ? "17" : "25"));
        }
    }

    private static <S> String metrics(List<Metric<S>> metrics) {
        return metrics.stream()
                .map(metric -> "| `%s` | %s | %s |\n".formatted(metric.name(), metric.unit(), metric.meaning()))
                .collect(Collectors.joining("", "| metric | unit | |\n|---|---|---|\n", ""));
    }

    @Test
    void shownFilesAreTheFiles() throws IOException {
        Matcher shown = Pattern.compile("<!-- file: (\\S+) -->\n```\\w+\n(.*?)```\n", Pattern.DOTALL)
                .matcher(Files.readString(Readme.PATH));
        assertThat(shown.find()).isTrue();
        do {
            assertThat(Files.readString(Path.of(shown.group(1)))).isEqualTo(shown.group(2));
        } while (shown.find());
    }

    @Test
    void linkedFilesExist() throws IOException {
        Matcher link = Pattern.compile("\\]\\(([^)#:]+)\\)").matcher(Files.readString(Readme.PATH));
        assertThat(link.results().map(found -> Path.of(found.group(1))))
                .isNotEmpty()
                .allMatch(Files::exists);
    }

    private static String settings() {
        Map<String, List<ConfigDef.ConfigKey>> groups = ConnectorConfig.definition().configKeys().values().stream()
                .sorted((one, other) -> Integer.compare(one.orderInGroup, other.orderInGroup))
                .collect(Collectors.groupingBy(key -> key.group));
        return Stream.of(
                        "Connection",
                        "Database user",
                        "AWS",
                        "S3 access",
                        "JDBC",
                        "Tables",
                        "Queries",
                        "Windows",
                        "Columns",
                        "Staging",
                        "Records",
                        "Types",
                        "Polling",
                        "Cost",
                        "Errors",
                        "Delivery")
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
                : key.defaultValue == null
                                || key.type == ConfigDef.Type.PASSWORD
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
        return "| Redshift | Connect | other settings | selected as | can be a watermark |\n|---|---|---|---|---|\n"
                + TYPES.stream().map(ReadmeTest::type).collect(Collectors.joining());
    }

    private static String type(String name) {
        ColumnType type = ColumnTypeName.parse(name.replace("(p,s)", "(18,2)").replace("(n)", "(10)"))
                .orElseThrow();
        Schema exact = schema(type, TypeOptions.DEFAULT);
        String others = OTHERS.entrySet().stream()
                .filter(other -> !schema(type, other.getValue()).equals(exact))
                .map(other -> "`%s`: %s".formatted(other.getKey(), form(schema(type, other.getValue()))))
                .collect(Collectors.joining("<br>"));
        String selected = type.selectExpression("c");
        return "| %s | %s | %s | %s | %s |\n"
                .formatted(
                        name.toUpperCase(Locale.ROOT).replace("(P,S)", "(p,s)").replace("(N)", "(n)"),
                        form(exact),
                        others,
                        selected.equals("c") ? "" : "`" + selected + "`",
                        type.ordering().isPresent() ? "yes" : "");
    }

    private static String form(Schema schema) {
        return "`%s`%s".formatted(schema.type(), schema.name() == null ? "" : " `" + schema.name() + "`");
    }

    private static Schema schema(ColumnType type, TypeOptions options) {
        return RowLayout.of("row", List.of(new Column("value", type, false)), options)
                .schema()
                .field("value")
                .schema();
    }

    private static Map<String, TypeOptions> others() {
        Map<String, TypeOptions> others = new LinkedHashMap<>();
        for (Decimals mode : Decimals.values()) {
            others.put(
                    "decimal.handling.mode=" + mode.name().toLowerCase(Locale.ROOT),
                    new TypeOptions(mode, Times.ADAPTIVE, Binaries.BYTES, false, false));
        }
        for (Times mode : Times.values()) {
            others.put(
                    "time.precision.mode=" + mode.name().toLowerCase(Locale.ROOT),
                    new TypeOptions(Decimals.PRECISE, mode, Binaries.BYTES, false, false));
        }
        for (Binaries mode : Binaries.values()) {
            others.put(
                    "binary.handling.mode=" + mode.name().toLowerCase(Locale.ROOT),
                    new TypeOptions(Decimals.PRECISE, Times.ADAPTIVE, mode, false, false));
        }
        return others;
    }
}
