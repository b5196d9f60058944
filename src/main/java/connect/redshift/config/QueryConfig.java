// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import connect.redshift.table.QueryText;
import connect.redshift.table.RowFilter;
import connect.redshift.table.TableId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One query that is streamed as if it were a table; what it leaves open is as for all tables.
 *
 * @param watermarkColumn empty where the query is read as a whole
 * @param keyColumns that make a record's key, in its order; empty for records without one
 */
public record QueryConfig(
        TableId id,
        QueryText text,
        Optional<String> watermarkColumn,
        Optional<String> topic,
        Optional<List<String>> keyColumns,
        Optional<Duration> pollInterval,
        RowFilter filter) {
    static final String SQL = "sql";
    static final String FILTER = "filter";
    private static final String TOPIC = "topic";
    static final String TOPIC_TEMPLATE = "${topic.prefix}.${query}";
    private static final String TOPIC_FORM =
            "letters, digits, dots, hyphens, underscores, ${topic.prefix}, ${database} and ${query}";
    private static final List<String> SETTINGS = List.of(
            SQL,
            TablesConfig.WATERMARK,
            WindowsConfig.MODE,
            TOPIC,
            RecordsConfig.KEY_COLUMNS,
            FILTER,
            PollingConfig.INTERVAL);

    public QueryConfig {
        keyColumns = keyColumns.map(List::copyOf);
    }

    /** What it says about which rows are read when. */
    TableGroup.Reading reading() {
        return new TableGroup.Reading(Optional.of(whole()), Optional.empty(), Optional.empty());
    }

    /** Whether it is read as a whole, by no watermark. */
    public boolean whole() {
        return watermarkColumn.isEmpty();
    }

    /** The settings that a query may have, as messages list them. */
    static String settings() {
        return String.join(
                ", ",
                SETTINGS.stream().map(setting -> "query.<name>." + setting).toList());
    }

    static boolean isSetting(String setting) {
        return SETTINGS.contains(setting);
    }

    /**
     * What a query has where it says nothing itself.
     *
     * @param bulk whether tables are read as a whole
     */
    record Defaults(boolean bulk, Optional<String> watermarkColumn) {}

    /** The settings of one query by their names behind {@code query.<name>.}; one that is blank is not there. */
    private record Settings(String name, Map<String, Object> all, Defaults defaults) {
        Optional<String> text(String setting) {
            return Optional.ofNullable(all.get(key(setting)))
                    .map(Object::toString)
                    .filter(text -> !text.isBlank());
        }

        String key(String setting) {
            return "query." + name + "." + setting;
        }

        boolean whole() {
            return text(WindowsConfig.MODE).map(WindowsConfig.BULK::equals).orElse(defaults.bulk());
        }

        Optional<String> watermarkColumn() {
            return text(TablesConfig.WATERMARK).or(defaults::watermarkColumn);
        }

        Optional<List<String>> keyColumns() {
            return text(RecordsConfig.KEY_COLUMNS).map(text -> Arrays.stream(text.split(",", -1))
                    .map(String::strip)
                    .toList());
        }
    }

    static QueryConfig from(String name, Map<String, Object> all, Defaults defaults) {
        Settings settings = new Settings(name, all, defaults);
        return new QueryConfig(
                TableId.ofQuery(name),
                QueryText.parse(settings.text(SQL).orElseThrow(), settings.whole()),
                settings.whole() ? Optional.empty() : settings.watermarkColumn(),
                settings.text(TOPIC),
                settings.keyColumns(),
                settings.text(PollingConfig.INTERVAL).map(Long::valueOf).map(Duration::ofMillis),
                settings.text(FILTER).map(RowFilter::parse).orElse(RowFilter.NONE));
    }

    static List<Problem> problems(String name, Map<String, Object> all, Defaults defaults) {
        Settings settings = new Settings(name, all, defaults);
        List<Problem> problems = new ArrayList<>();
        if (settings.text(SQL).isEmpty()) {
            problems.add(new Problem(
                    settings.key(SQL),
                    "Query \"%s\" of query.names needs the setting %s.".formatted(name, settings.key(SQL))));
        }
        if (!settings.whole() && settings.watermarkColumn().isEmpty()) {
            problems.add(new Problem(
                    settings.key(TablesConfig.WATERMARK),
                    "Query \"%s\" has no watermark column: set %s, watermark.column, or %s=bulk."
                            .formatted(name, settings.key(TablesConfig.WATERMARK), settings.key(WindowsConfig.MODE))));
        }
        check(problems, settings, WindowsConfig.MODE, WindowsConfig::isMode, "incremental or bulk");
        check(problems, settings, TOPIC, QueryConfig::isTopicTemplate, TOPIC_FORM);
        check(problems, settings, PollingConfig.INTERVAL, QueryConfig::isInterval, "milliseconds, 100 or more");
        check(problems, settings, RecordsConfig.KEY_COLUMNS, QueryConfig::areColumns, "<column>,<column>,…, each once");
        parse(problems, settings, SQL, "a query", text -> QueryText.parse(text, settings.whole()));
        parse(problems, settings, FILTER, "an SQL condition", RowFilter::parse);
        return problems;
    }

    private static void check(
            List<Problem> problems, Settings settings, String setting, Predicate<String> right, String expected) {
        settings.text(setting)
                .filter(right.negate())
                .ifPresent(text -> problems.add(new Problem(
                        settings.key(setting),
                        "%s is \"%s\"; expected %s.".formatted(settings.key(setting), text, expected))));
    }

    /** A query may be long, so it is not repeated. */
    private static void parse(
            List<Problem> problems, Settings settings, String setting, String what, Consumer<String> parser) {
        settings.text(setting).ifPresent(text -> {
            try {
                parser.accept(text);
            } catch (IllegalArgumentException wrong) {
                problems.add(new Problem(
                        settings.key(setting),
                        "%s is not %s: %s.".formatted(settings.key(setting), what, wrong.getMessage())));
            }
        });
    }

    private static boolean isTopicTemplate(String text) {
        return text.matches("([a-zA-Z0-9._-]|\\$\\{(topic\\.prefix|database|query)})+");
    }

    private static boolean isInterval(String text) {
        return text.matches("\\d{3,15}");
    }

    private static boolean areColumns(String text) {
        List<String> columns =
                Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        return !columns.contains("") && columns.stream().distinct().count() == columns.size();
    }
}
