// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import connect.redshift.table.TableFilter;
import connect.redshift.table.TableId;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Which tables, by which watermark, from where on, and how far behind the clock. */
public record TablesConfig(
        TableFilter filter,
        List<TableGroup> groups,
        Optional<String> watermarkColumn,
        Start start,
        Lag lag,
        Duration listInterval) {
    public static final String INCLUDE = "table.include.list";
    static final String EXCLUDE = "table.exclude.list";
    static final String GROUPS = "table.groups";
    public static final String WATERMARK = "watermark.column";
    static final String SNAPSHOT_MODE = "snapshot.mode";
    public static final String WATERMARK_INITIAL = "watermark.initial";
    static final String DELAY = "timestamp.delay.interval.ms";
    static final String ZONE = "db.timezone";
    static final String LIST_INTERVAL = "table.poll.interval.ms";
    private static final String GROUP = "Tables";
    private static final String INITIAL = "initial";
    private static final String NO_DATA = "no_data";

    /** Where a table without an offset starts: with all rows, after a value, or with what comes from now on. */
    public record Start(boolean fromNow, Optional<String> after) {}

    /** How far behind Redshift's clock rows are read, and the zone of wall-clock columns. */
    public record Lag(Duration delay, ZoneId zone) {}

    /** The watermark column of a table: its group's, or the one for all; empty when neither is set. */
    public Optional<String> watermarkColumn(TableId table) {
        return group(table).flatMap(TableGroup::watermarkColumn).or(() -> watermarkColumn);
    }

    /** The first group that a table is in. */
    public Optional<TableGroup> group(TableId table) {
        return groups.stream().filter(group -> group.includes(table)).findFirst();
    }

    /** The setting that names a table's watermark column. */
    public String watermarkSetting(TableId table) {
        return group(table)
                .filter(group -> group.watermarkColumn().isPresent())
                .map(group -> TableGroup.key(group.name(), WATERMARK))
                .orElse(WATERMARK);
    }

    /** The setting that holds a table's filter; the groups' list for a table in none. */
    public String filterSetting(TableId table) {
        return group(table)
                .map(group -> TableGroup.key(group.name(), TableGroup.FILTER))
                .orElse(GROUPS);
    }

    /** Groups that no selected table is in: most likely their tables are read without what the group says. */
    List<Problem> problems(List<TableId> selected) {
        Set<String> used = selected.stream()
                .flatMap(table -> group(table).stream())
                .map(TableGroup::name)
                .collect(Collectors.toSet());
        return groups.stream()
                .filter(group -> !used.contains(group.name()))
                .map(group -> new Problem(
                        TableGroup.key(group.name(), TableGroup.INCLUDE),
                        ("%s is \"%s\", which matches none of the %d tables that are selected, or only tables of the groups before"
                                        + " it. Check its spelling, or take the group out of table.groups.")
                                .formatted(
                                        TableGroup.key(group.name(), TableGroup.INCLUDE),
                                        group.include(),
                                        selected.size())))
                .toList();
    }

    static void define(ConfigDef def) {
        int order = 0;
        def.define(
                        INCLUDE,
                        ConfigDef.Type.LIST,
                        ConfigDef.NO_DEFAULT_VALUE,
                        Setting.patterns(),
                        Importance.HIGH,
                        "The tables to stream: regular expressions separated by commas, each of which must match the whole of"
                                + " schema.table.",
                        GROUP,
                        ++order,
                        Width.LONG,
                        "Include tables")
                .define(
                        EXCLUDE,
                        ConfigDef.Type.LIST,
                        "",
                        Setting.patterns(),
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
                        "The column whose values grow with each change: of a time, date, number or character type. Rows in"
                                + " which it is NULL are not read.",
                        GROUP,
                        ++order,
                        Width.MEDIUM,
                        "Watermark column")
                .define(
                        GROUPS,
                        ConfigDef.Type.LIST,
                        "",
                        Importance.MEDIUM,
                        "Names of groups of tables with settings of their own: table.<group>.include (a regular expression as in"
                                + " table.include.list), and what differs from the settings for all tables:"
                                + " table.<group>.watermark.column, table.<group>.topic (as table.topic.name.template), and"
                                + " table.<group>.filter, an SQL condition on the rows that are exported. The"
                                + " first group that matches a table wins.",
                        GROUP,
                        ++order,
                        Width.LONG,
                        "Table groups")
                .define(
                        SNAPSHOT_MODE,
                        ConfigDef.Type.STRING,
                        INITIAL,
                        ConfigDef.ValidString.in(INITIAL, NO_DATA),
                        Importance.MEDIUM,
                        "What a table without a stored offset starts with: 'initial' reads the rows that are there, 'no_data'"
                                + " only those that come from now on (a DATE watermark: from today on; a number or text: those above"
                                + " the maximum that is there).",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Snapshot mode")
                .define(
                        WATERMARK_INITIAL,
                        ConfigDef.Type.STRING,
                        "",
                        Importance.LOW,
                        "Read only rows whose watermark is greater than this value when there is no stored offset, such as"
                                + " 2026-01-31 00:00:00 or 1000; instants are told in UTC.",
                        GROUP,
                        ++order,
                        Width.MEDIUM,
                        "Initial watermark")
                .define(
                        DELAY,
                        ConfigDef.Type.LONG,
                        60_000L,
                        ConfigDef.Range.atLeast(1_000L),
                        Importance.HIGH,
                        "How far behind Redshift's clock rows are read, in milliseconds. Must be longer than the longest"
                                + " transaction that writes rows, counted from the moment that stamps them: what is committed"
                                + " later than that is missed.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Delay")
                .define(
                        ZONE,
                        ConfigDef.Type.STRING,
                        "UTC",
                        Setting.zone(),
                        Importance.MEDIUM,
                        "The time zone in which TIMESTAMP and DATE watermarks are written in the database.",
                        GROUP,
                        ++order,
                        Width.MEDIUM,
                        "Database time zone")
                .define(
                        LIST_INTERVAL,
                        ConfigDef.Type.LONG,
                        Duration.ofMinutes(5).toMillis(),
                        ConfigDef.Range.atLeast(1_000L),
                        Importance.LOW,
                        "How often Redshift is asked for new and dropped tables, in milliseconds.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Table poll interval");
    }

    static List<Problem> problems(AbstractConfig config) {
        List<Problem> problems = new ArrayList<>();
        if (config.getString(SNAPSHOT_MODE).equals(NO_DATA)
                && !config.getString(WATERMARK_INITIAL).isEmpty()) {
            problems.add(new Problem(
                    WATERMARK_INITIAL,
                    "watermark.initial says where to start reading, snapshot.mode=no_data not to; set one."));
        }
        if (config.getList(INCLUDE).isEmpty()) {
            problems.add(
                    new Problem(INCLUDE, "table.include.list is empty; name the tables to stream, or .* for all."));
        }
        Map<String, Object> originals = config.originals();
        for (String group : config.getList(GROUPS)) {
            problems.addAll(TableGroup.problems(
                    group, originals, config.getString(WATERMARK).isEmpty()));
        }
        if (config.getList(GROUPS).isEmpty() && config.getString(WATERMARK).isEmpty()) {
            problems.add(new Problem(
                    WATERMARK,
                    "No watermark column is set: set watermark.column, or table.groups and each group's column."));
        }
        return problems;
    }

    static TablesConfig from(AbstractConfig config) {
        Map<String, Object> originals = config.originals();
        List<TableGroup> groups = config.getList(GROUPS).stream()
                .map(group -> TableGroup.from(group, originals))
                .toList();
        return new TablesConfig(
                new TableFilter(patterns(config, INCLUDE), patterns(config, EXCLUDE)),
                groups,
                ConnectionConfig.present(config, WATERMARK),
                new Start(
                        config.getString(SNAPSHOT_MODE).equals(NO_DATA),
                        ConnectionConfig.present(config, WATERMARK_INITIAL)),
                new Lag(Duration.ofMillis(config.getLong(DELAY)), ZoneId.of(config.getString(ZONE))),
                Duration.ofMillis(config.getLong(LIST_INTERVAL)));
    }

    private static List<Pattern> patterns(AbstractConfig config, String key) {
        return config.getList(key).stream().map(Pattern::compile).toList();
    }
}
