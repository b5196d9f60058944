// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import connect.redshift.table.NamePattern;
import connect.redshift.table.TableFilter;
import connect.redshift.table.TableId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Which tables, and by which watermark. */
public record TablesConfig(
        TableFilter filter, List<TableGroup> groups, Optional<String> watermarkColumn, Duration listInterval) {
    static final String SCHEMA_INCLUDE = "schema.include.list";
    static final String SCHEMA_EXCLUDE = "schema.exclude.list";
    public static final String INCLUDE = "table.include.list";
    static final String EXCLUDE = "table.exclude.list";
    static final String GROUPS = "table.groups";
    public static final String WATERMARK = "watermark.column";
    static final String LIST_INTERVAL = "table.poll.interval.ms";
    private static final String GROUP = "Tables";

    /** Whether there are expressions at all that a table could match. */
    public boolean selectsAny() {
        return filter.selectsAny();
    }

    /** The watermark column of a table: its group's, or the one for all; empty when neither is set. */
    public Optional<String> watermarkColumn(TableId table) {
        return group(table).flatMap(TableGroup::watermarkColumn).or(() -> watermarkColumn);
    }

    /** The group that a table is in; the first of several, which {@link #conflict} tells. */
    public Optional<TableGroup> group(TableId table) {
        return groups.stream()
                .filter(group -> !table.isQuery() && group.includes(table))
                .findFirst();
    }

    /** Why nobody can say how a table is to be read: more than one group matches it. */
    Optional<String> conflict(TableId table) {
        return conflicting(table).map(both -> conflict(List.of(table), both));
    }

    private Optional<List<TableGroup>> conflicting(TableId table) {
        return Optional.of(groups.stream()
                        .filter(group -> group.includes(table))
                        .limit(2)
                        .toList())
                .filter(found -> found.size() > 1);
    }

    private static String conflict(List<TableId> tables, List<TableGroup> both) {
        return ("Table \"%s\"%s is in two groups, by %s (\"%s\") and %s (\"%s\"), and can be in one. Make one of the two"
                        + " expressions narrower.")
                .formatted(
                        tables.get(0),
                        tables.size() == 1 ? "" : " (and %d more)".formatted(tables.size() - 1),
                        both.get(0).key(GroupSetting.INCLUDE),
                        both.get(0).include(),
                        both.get(1).key(GroupSetting.INCLUDE),
                        both.get(1).include());
    }

    /** The setting that names a table's watermark column. */
    public String watermarkSetting(TableId table) {
        return group(table)
                .filter(group -> group.watermarkColumn().isPresent())
                .map(group -> group.key(GroupSetting.WATERMARK))
                .orElse(WATERMARK);
    }

    /** The setting that says where a table starts. */
    public String initialSetting(TableId table) {
        return group(table)
                .filter(group -> group.reading().initial().isPresent())
                .map(group -> group.key(GroupSetting.WATERMARK_INITIAL))
                .orElse(WindowsConfig.WATERMARK_INITIAL);
    }

    /** The setting that holds a table's filter; the groups' list for a table in none. */
    public String filterSetting(TableId table) {
        return group(table).map(group -> group.key(GroupSetting.FILTER)).orElse(GROUPS);
    }

    /**
     * Groups that no selected table is in, since most likely their tables are read without what the group says; and
     * tables that are in two.
     */
    List<Problem> problems(List<TableId> selected) {
        List<Problem> problems = new ArrayList<>();
        Map<List<TableGroup>, List<TableId>> conflicts = new LinkedHashMap<>();
        selected.forEach(table -> conflicting(table).ifPresent(both -> conflicts
                .computeIfAbsent(both, first -> new ArrayList<>())
                .add(table)));
        conflicts.forEach((both, tables) ->
                problems.add(new Problem(both.get(1).key(GroupSetting.INCLUDE), conflict(tables, both))));
        for (TableGroup group : groups) {
            if (selected.stream().noneMatch(group::includes)) {
                problems.add(new Problem(
                        group.key(GroupSetting.INCLUDE),
                        "%s is \"%s\", which matches none of the %d tables that are selected. Check its spelling, or take the group out of table.groups."
                                .formatted(group.key(GroupSetting.INCLUDE), group.include(), selected.size())));
            }
        }
        return problems;
    }

    static void define(ConfigDef def) {
        int order = 0;
        def.define(
                        SCHEMA_INCLUDE,
                        ConfigDef.Type.LIST,
                        "",
                        Setting.patterns("a schema's name"),
                        Importance.MEDIUM,
                        "The schemas whose tables can be streamed: regular expressions separated by commas, each of which must"
                                + " match the whole of a schema's name. Empty for all that the database user can see.",
                        GROUP,
                        ++order,
                        Width.LONG,
                        "Include schemas")
                .define(
                        SCHEMA_EXCLUDE,
                        ConfigDef.Type.LIST,
                        "",
                        Setting.patterns("a schema's name"),
                        Importance.LOW,
                        "Schemas that are left out although schema.include.list matches them.",
                        GROUP,
                        ++order,
                        Width.LONG,
                        "Exclude schemas")
                .define(
                        INCLUDE,
                        ConfigDef.Type.LIST,
                        "",
                        Setting.patterns("schema.table"),
                        Importance.HIGH,
                        "The tables to stream, of schemas that are not left out: regular expressions (RE2) separated by commas,"
                                + " each of which must match the whole of schema.table. Views and materialized views are tables,"
                                + " too. May be empty for all tables where schema.include.list is set, and for none where"
                                + " query.names is and schema.include.list is not.",
                        GROUP,
                        ++order,
                        Width.LONG,
                        "Include tables")
                .define(
                        EXCLUDE,
                        ConfigDef.Type.LIST,
                        "",
                        Setting.patterns("schema.table"),
                        Importance.MEDIUM,
                        "Tables that are left out although table.include.list matches them.",
                        GROUP,
                        ++order,
                        Width.LONG,
                        "Exclude tables")
                .define(
                        WATERMARK,
                        ConfigDef.Type.STRING,
                        "",
                        Importance.HIGH,
                        "The column whose values grow with each change: of a time, date, number or character type."
                                + " watermark.null.handling.mode says what becomes of rows in which it is NULL.",
                        GROUP,
                        ++order,
                        Width.MEDIUM,
                        "Watermark column")
                .define(
                        GROUPS,
                        ConfigDef.Type.LIST,
                        "",
                        Importance.MEDIUM,
                        "Names of groups of tables with settings of their own, table.<group>.…: include (a regular expression"
                                + " as in table.include.list), and what differs from the settings for all tables. A table can be"
                                + " in one group.",
                        GROUP,
                        ++order,
                        Width.LONG,
                        "Table groups")
                .define(
                        LIST_INTERVAL,
                        ConfigDef.Type.LONG,
                        Duration.ofMinutes(5).toMillis(),
                        ConfigDef.Range.atLeast(1_000L),
                        Importance.LOW,
                        "How often Redshift is asked for new and dropped tables, in milliseconds. No table is an answer, too: the"
                                + " connector then waits for the first one.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Table poll interval");
    }

    static List<Problem> problems(AbstractConfig config) {
        List<Problem> problems = new ArrayList<>();
        boolean none = config.getList(INCLUDE).isEmpty()
                && config.getList(SCHEMA_INCLUDE).isEmpty();
        if (none && QueriesConfig.isNone(config)) {
            problems.add(
                    new Problem(
                            INCLUDE,
                            "table.include.list is empty; name the tables to stream, or .* for all, or set schema.include.list, or queries with query.names."));
        }
        List<String> groups = config.getList(GROUPS);
        Map<String, Object> originals = config.originals();
        boolean bulk = WindowsConfig.isBulk(config);
        boolean noColumn = !none && config.getString(WATERMARK).isEmpty();
        for (String group : new LinkedHashSet<>(groups)) {
            List<Problem> own = TableGroup.problems(group, originals, bulk, noColumn);
            problems.addAll(own.isEmpty() ? WindowsConfig.problems(config, TableGroup.from(group, originals)) : own);
        }
        if (groups.isEmpty() && noColumn && !bulk) {
            problems.add(new Problem(
                    WATERMARK,
                    "No watermark column is set: set watermark.column, or table.groups and each group's column, or"
                            + " mode=bulk."));
        }
        problems.addAll(names(config));
        return problems;
    }

    /** Names of groups that cannot be, and settings of groups that are none. */
    private static List<Problem> names(AbstractConfig config) {
        List<Problem> problems = new ArrayList<>();
        List<String> groups = config.getList(GROUPS);
        Set<String> known = new HashSet<>(config.values().keySet());
        for (String group : groups) {
            List<String> keys = GroupSetting.keys(group);
            keys.stream()
                    .filter(config.values()::containsKey)
                    .map(key ->
                            "A group cannot be called \"%s\": %s is a setting of the connector. Call it something else."
                                    .formatted(group, key))
                    .forEach(message -> problems.add(new Problem(GROUPS, message)));
            known.addAll(keys);
        }
        if (Set.copyOf(groups).size() < groups.size()) {
            problems.add(
                    new Problem(GROUPS, "table.groups names a group twice: %s.".formatted(String.join(", ", groups))));
        }
        new TreeSet<>(config.originals().keySet())
                .stream()
                        .filter(key -> key.startsWith("table.") && !known.contains(key))
                        .forEach(key -> problems.add(new Problem(key, unknown(key, groups))));
        return problems;
    }

    private static String unknown(String key, List<String> groups) {
        return groups.stream()
                .filter(group -> key.startsWith("table." + group + "."))
                .findFirst()
                .map(group -> "%s is no setting of group \"%s\". There are: %s."
                        .formatted(key, group, String.join(", ", GroupSetting.keys(group))))
                .orElseGet(() ->
                        ("%s is neither a setting of the connector nor of a group of table.groups (%s). Correct it, or"
                                        + " add its group. A group has: %s.")
                                .formatted(
                                        key,
                                        groups.isEmpty() ? "which is empty" : String.join(", ", groups),
                                        String.join(", ", GroupSetting.keys("<group>"))));
    }

    static TablesConfig from(AbstractConfig config) {
        Map<String, Object> originals = config.originals();
        List<TableGroup> groups = config.getList(GROUPS).stream()
                .map(group -> TableGroup.from(group, originals))
                .toList();
        return new TablesConfig(
                new TableFilter(names(config, SCHEMA_INCLUDE, SCHEMA_EXCLUDE), names(config, INCLUDE, EXCLUDE)),
                groups,
                ConnectionConfig.present(config, WATERMARK),
                Duration.ofMillis(config.getLong(LIST_INTERVAL)));
    }

    private static TableFilter.Names names(AbstractConfig config, String include, String exclude) {
        return new TableFilter.Names(patterns(config, include), patterns(config, exclude));
    }

    private static List<NamePattern> patterns(AbstractConfig config, String key) {
        return config.getList(key).stream().map(NamePattern::of).toList();
    }
}
