// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.table.TableId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;

final class QueriesConfigTest {
    private static final TableId RECENT = TableId.ofQuery("recent");
    private static final TableId TOTALS = TableId.ofQuery("totals");

    private static Map<String, String> settings(String... pairs) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "redshift.workgroup", "analytics",
                "redshift.database", "dev",
                "aws.s3.bucket.name", "bucket",
                "watermark.column", "at",
                "topic.prefix", "shop",
                "query.names", "recent,totals",
                "query.recent.sql", "SELECT id, at FROM a.b",
                "query.totals.sql", "SELECT id, at FROM a.c"));
        for (int index = 0; index < pairs.length; index += 2) {
            settings.put(pairs[index], pairs[index + 1]);
        }
        settings.values().removeIf(String::isEmpty);
        return settings;
    }

    private static Map<String, List<String>> problems(String... pairs) {
        Map<String, List<String>> problems = new TreeMap<>();
        for (ConfigValue value : ConnectorConfig.validate(settings(pairs)).configValues()) {
            if (!value.errorMessages().isEmpty()) {
                problems.put(value.name(), value.errorMessages());
            }
        }
        return problems;
    }

    @Test
    void whatAQueryDoesNotSayIsAsForAllTables() {
        ConnectorConfig config = ConnectorConfig.from(settings(
                "query.recent.watermark.column", "id",
                "query.recent.topic", "${topic.prefix}-${query}",
                "query.recent.message.key.columns", "id, at",
                "query.recent.poll.interval.ms", "1000",
                "query.recent.filter", "id > 5",
                "query.totals.mode", "bulk",
                "poll.interval.ms", "2000",
                "message.key.columns", ".*:at"));
        assertThat(config.queries().ids()).containsExactly(RECENT, TOTALS);
        assertThat(config.watermarkColumn(RECENT)).contains("id");
        assertThat(config.watermarkColumn(TOTALS)).isEmpty();
        assertThat(config.windows(TOTALS).bulk()).isTrue();
        assertThat(config.pollInterval(RECENT)).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.pollInterval(TOTALS)).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.topicTemplate(RECENT)).isEqualTo("${topic.prefix}-${query}");
        assertThat(config.topicTemplate(TOTALS)).isEqualTo("${topic.prefix}.${query}");
        assertThat(config.filter(RECENT).and()).isEqualTo(" AND (\nid > 5\n)");
        assertThat(config.rules(RECENT).keyColumns(RECENT)).contains(List.of("id", "at"));
        assertThat(config.rules(TOTALS).keyColumns(TOTALS)).contains(List.of("at"));
        assertThat(config.rules(TOTALS).names().value()).isEqualTo("shop.totals.Value");
        assertThat(config.tables().selectsAny()).isFalse();
    }

    /** Both a group's pattern and all else that is said of tables by expressions is about tables, but for keys and columns. */
    @Test
    void noGroupOfTablesHasAQuery() {
        ConnectorConfig config = ConnectorConfig.from(settings(
                "table.include.list", ".*",
                "table.groups", "all",
                "table.all.include", ".*",
                "table.all.watermark.column", "changed",
                "table.all.filter", "x",
                "table.all.topic", "all"));
        assertThat(config.watermarkColumn(RECENT)).contains("at");
        assertThat(config.filter(RECENT).condition()).isEmpty();
        assertThat(config.topicTemplate(RECENT)).isEqualTo("${topic.prefix}.${query}");
        assertThat(config.watermarkColumn(new TableId("a", "b"))).contains("changed");
    }

    @Test
    void nothingToStreamIsRefused() {
        assertThat(problems()).isEmpty();
        assertThat(problems("query.names", "", "query.recent.sql", "", "query.totals.sql", ""))
                .isEqualTo(Map.of(
                        "table.include.list",
                        List.of("table.include.list is empty; name the tables to stream, or .* for all, or set"
                                + " schema.include.list, or queries with query.names.")));
    }

    @Test
    void settingsThatNobodyReadsAreRefused() {
        assertThat(problems(
                        "query.recent.sqll", "SELECT 1",
                        "query.suffix", "x",
                        "query.other.sql", "SELECT 1"))
                .isEqualTo(Map.of(
                        "query.other.sql",
                        List.of(
                                "query.other.sql is set, and \"other\" is not among query.names (recent, totals). Add it"
                                        + " there, or take the setting away."),
                        "query.recent.sqll",
                        List.of(unknown("query.recent.sqll")),
                        "query.suffix",
                        List.of(unknown("query.suffix"))));
    }

    private static String unknown(String key) {
        return key + " is no setting of queries. There are query.names, query.change.mode, query.<name>.sql,"
                + " query.<name>.watermark.column, query.<name>.mode, query.<name>.topic,"
                + " query.<name>.message.key.columns, query.<name>.filter, query.<name>.poll.interval.ms.";
    }

    @Test
    void everythingThatIsWrongIsToldOnItsSetting() {
        assertThat(problems(
                        "watermark.column", "",
                        "query.recent.sql", "",
                        "query.recent.mode", "timestamp",
                        "query.recent.topic", "${table}",
                        "query.recent.poll.interval.ms", "5s",
                        "query.recent.message.key.columns", "id,,at",
                        "query.recent.filter", "a)",
                        "query.totals.sql", "SELECT 1; SELECT 2",
                        "query.totals.watermark.column", "at"))
                .isEqualTo(Map.of(
                        "query.recent.sql",
                        List.of("Query \"recent\" of query.names needs the setting query.recent.sql."),
                        "query.recent.watermark.column",
                        List.of("Query \"recent\" has no watermark column: set query.recent.watermark.column,"
                                + " watermark.column, or query.recent.mode=bulk."),
                        "query.recent.mode",
                        List.of("query.recent.mode is \"timestamp\"; expected incremental or bulk."),
                        "query.recent.topic",
                        List.of(
                                "query.recent.topic is \"${table}\"; expected letters, digits, dots, hyphens, underscores,"
                                        + " ${topic.prefix}, ${database} and ${query}."),
                        "query.recent.poll.interval.ms",
                        List.of("query.recent.poll.interval.ms is \"5s\"; expected milliseconds, 100 or more."),
                        "query.recent.message.key.columns",
                        List.of("query.recent.message.key.columns is \"id,,at\"; expected <column>,<column>,…, each"
                                + " once."),
                        "query.recent.filter",
                        List.of("query.recent.filter is not an SQL condition: it has a \")\" too many."),
                        "query.totals.sql",
                        List.of(
                                "query.totals.sql is not a query: it has several statements; write one, and no \";\" but"
                                        + " at its end.")));
    }

    @Test
    void namesAreOnesThatSettingsAndTopicsCanHave() {
        assertThat(problems("query.names", "recent,totals,recent"))
                .isEqualTo(Map.of("query.names", List.of("query.names has \"recent\" twice.")));
        for (String name : List.of("a.b", "a b", "change", "names", "x".repeat(101))) {
            assertThat(problems("query.names", name)).as(name).containsOnlyKeys("query.names");
        }
    }

    @Test
    void aWholeHasNoNow() {
        assertThat(problems("snapshot.mode", "no_data", "query.totals.mode", "bulk"))
                .isEqualTo(Map.of(
                        "query.totals.mode",
                        List.of(
                                "Query \"totals\" is read as a whole (mode=bulk), and snapshot.mode is \"no_data\"; choose"
                                        + " one.")));
    }
}
