// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import connect.redshift.table.RowFilter;
import connect.redshift.table.Shard;
import connect.redshift.table.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Settings of the tables that a pattern matches; each may be left out but for the pattern. */
public record TableGroup(
        String name,
        Pattern include,
        Optional<String> watermarkColumn,
        Optional<String> topic,
        Optional<RowFilter> filter,
        int shards,
        Optional<String> shardColumn) {
    static final String INCLUDE = "include";
    static final String FILTER = "filter";
    static final String SHARDS = "shards";
    static final String SHARD_COLUMN = "shard.column";
    private static final String TOPIC = "topic";

    boolean includes(TableId table) {
        return include.matcher(table.toString()).matches();
    }

    /** The setting of a group, such as {@code table.orders.include}. */
    static String key(String group, String setting) {
        return "table." + group + "." + setting;
    }

    private static Optional<String> text(Map<String, Object> settings, String group, String setting) {
        return Optional.ofNullable(settings.get(key(group, setting)))
                .map(Object::toString)
                .filter(text -> !text.isEmpty());
    }

    static TableGroup from(String group, Map<String, Object> settings) {
        return new TableGroup(
                group,
                Pattern.compile(text(settings, group, INCLUDE).orElseThrow()),
                text(settings, group, TablesConfig.WATERMARK),
                text(settings, group, TOPIC),
                text(settings, group, FILTER).map(RowFilter::parse),
                text(settings, group, SHARDS).map(Integer::parseInt).orElse(1),
                text(settings, group, SHARD_COLUMN));
    }

    /**
     * What is wrong with a group's settings.
     *
     * @param needsColumn whether no watermark column is set for all tables
     */
    static List<Problem> problems(String group, Map<String, Object> settings, boolean needsColumn) {
        List<Problem> problems = new ArrayList<>();
        for (String needed : needsColumn ? List.of(INCLUDE, TablesConfig.WATERMARK) : List.of(INCLUDE)) {
            if (text(settings, group, needed).isEmpty()) {
                problems.add(new Problem(
                        key(group, needed),
                        "Group \"%s\" of table.groups needs the setting %s.".formatted(group, key(group, needed))));
            }
        }
        text(settings, group, INCLUDE).ifPresent(include -> {
            try {
                Pattern.compile(include);
            } catch (PatternSyntaxException malformed) {
                problems.add(malformed(group, INCLUDE, include, "a regular expression: " + malformed.getDescription()));
            }
        });
        text(settings, group, TOPIC)
                .filter(topic -> !RecordsConfig.isTopicTemplate(topic))
                .ifPresent(topic -> problems.add(malformed(group, TOPIC, topic, RecordsConfig.TOPIC_TEMPLATE_FORM)));
        text(settings, group, FILTER).ifPresent(filter -> {
            try {
                RowFilter.parse(filter);
            } catch (IllegalArgumentException wrong) {
                problems.add(malformed(group, FILTER, filter, "an SQL condition, but " + wrong.getMessage()));
            }
        });
        text(settings, group, SHARDS)
                .filter(shards -> !isCount(shards))
                .ifPresent(shards ->
                        problems.add(malformed(group, SHARDS, shards, "a whole number from 1 to " + Shard.MOST)));
        return problems;
    }

    private static boolean isCount(String text) {
        return text.matches("\\d{1,2}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= Shard.MOST;
    }

    private static Problem malformed(String group, String setting, String value, String expected) {
        return new Problem(
                key(group, setting), "%s is \"%s\"; expected %s.".formatted(key(group, setting), value, expected));
    }
}
