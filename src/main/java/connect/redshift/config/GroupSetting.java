// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import connect.redshift.table.ColumnRules;
import connect.redshift.table.KeyRules;
import connect.redshift.table.NamePattern;
import connect.redshift.table.RowFilter;
import connect.redshift.table.Shard;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** What can be set for a group of tables, as {@code table.<group>.<setting>}: how it is called and which values it takes. */
enum GroupSetting {
    INCLUDE("include"),
    WATERMARK(TablesConfig.WATERMARK),
    WATERMARK_INITIAL(WindowsConfig.WATERMARK_INITIAL),
    TOPIC("topic"),
    FILTER("filter"),
    KEY_COLUMNS(RecordsConfig.KEY_COLUMNS),
    COLUMNS(ColumnsConfig.INCLUDE),
    COLUMNS_LEFT_OUT(ColumnsConfig.EXCLUDE),
    MODE(WindowsConfig.MODE),
    SNAPSHOT_MODE(WindowsConfig.SNAPSHOT_MODE),
    POLL_INTERVAL(PollingConfig.INTERVAL),
    SHARDS("shards"),
    SHARD_COLUMN("shard.column");

    private final String setting;

    GroupSetting(String setting) {
        this.setting = setting;
    }

    /** What a value should have been; empty for a right one. */
    private Optional<String> expected(String text) {
        return switch (this) {
            case INCLUDE -> refused(text, NamePattern::of, "a regular expression: %s");
            case WATERMARK, WATERMARK_INITIAL, SHARD_COLUMN -> Optional.empty();
            case SHARDS ->
                text.matches("\\d{1,2}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= Shard.MOST
                        ? Optional.empty()
                        : Optional.of("a whole number from 1 to " + Shard.MOST);
            case TOPIC ->
                RecordsConfig.isTopicTemplate(text) ? Optional.empty() : Optional.of(RecordsConfig.TOPIC_TEMPLATE_FORM);
            case FILTER -> refused(text, RowFilter::parse, "an SQL condition, but %s");
            case KEY_COLUMNS -> refused(text, KeyRules::columns, "names of columns with commas in between, but %s");
            case COLUMNS, COLUMNS_LEFT_OUT ->
                refused(text, GroupSetting::columns, "regular expressions for names of columns: %s");
            case MODE, SNAPSHOT_MODE, POLL_INTERVAL -> refusedForAll(text);
        };
    }

    /** The whole name, such as {@code table.orders.include}. */
    String key(String group) {
        return "table." + group + "." + setting;
    }

    /** All of a group, as messages list them. */
    static List<String> keys(String group) {
        return Arrays.stream(values()).map(each -> each.key(group)).toList();
    }

    /** What is set; an empty text is nothing. */
    Optional<String> of(String group, Map<String, Object> settings) {
        return Optional.ofNullable(settings.get(key(group)))
                .map(value -> value.toString().strip())
                .filter(text -> !text.isEmpty());
    }

    /** What is wrong with what is set. */
    Optional<Problem> problem(String group, Map<String, Object> settings) {
        return of(group, settings).flatMap(text -> expected(text)
                .map(words ->
                        new Problem(key(group), "%s is \"%s\"; expected %s.".formatted(key(group), text, words))));
    }

    static List<NamePattern> columns(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(pattern -> !pattern.isEmpty())
                .map(ColumnRules::pattern)
                .toList();
    }

    private static Optional<String> refused(String text, Consumer<String> parse, String words) {
        try {
            parse.accept(text);
            return Optional.empty();
        } catch (IllegalArgumentException wrong) {
            return Optional.of(words.formatted(wrong.getMessage()));
        }
    }

    /** By the setting of the same name for all tables. */
    private Optional<String> refusedForAll(String text) {
        ConfigDef.ConfigKey key = ConnectorConfig.definition().configKeys().get(setting);
        try {
            key.validator.ensureValid(setting, ConfigDef.parseType(setting, text, key.type));
            return Optional.empty();
        } catch (ConfigException wrong) {
            return Optional.of((key.type == ConfigDef.Type.STRING ? "one of %s" : "a whole number in %s")
                    .formatted(key.validator));
        }
    }
}
