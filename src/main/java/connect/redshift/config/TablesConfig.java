// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import connect.redshift.table.TableFilter;
import connect.redshift.table.TableId;
import java.time.Duration;
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

/** Which tables, and by which watermark. */
public record TablesConfig(
        TableFilter filter, List<TableGroup> groups, Optional<String> watermarkColumn, Duration listInterval) {
    public static final String INCLUDE = "table.include.list";
    static final String EXCLUDE = "table.exclude.list";
    static final String GROUPS = "table.groups";
    public static final String WATERMARK = "watermark.column";
    static final String LIST_INTERVAL = "table.poll.interval.ms";
    private static final String GROUP = "Tables";

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
                        "Names of groups of tables with settings of their own: table.<group>.include (a regular expression as in"
                                + " table.include.list), and what differs from the settings for all tables:"
                                + " table.<group>.watermark.column, table.<group>.topic (as table.topic.name.template), and"
                                + " table.<group>.filter, an SQL condition on the rows that are exported, table.<group>.shards, in"
                                + " how many streams, 1 to 32, each of its tables is read, and table.<group>.shard.column, whose"
                                + " hash splits them (the first column of the table's key in message.key.columns). The"
                                + " first group that matches a table wins.",
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
                        "How often Redshift is asked for new and dropped tables, in milliseconds.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Table poll interval");
    }

    static List<Problem> problems(AbstractConfig config) {
        List<Problem> problems = new ArrayList<>();
        if (config.getList(INCLUDE).isEmpty()) {
            problems.add(
                    new Problem(INCLUDE, "table.include.list is empty; name the tables to stream, or .* for all."));
        }
        Map<String, Object> originals = config.originals();
        boolean needsColumn = config.getString(WATERMARK).isEmpty() && !WindowsConfig.isBulk(config);
        for (String group : config.getList(GROUPS)) {
            problems.addAll(TableGroup.problems(group, originals, needsColumn));
        }
        if (config.getList(GROUPS).isEmpty() && needsColumn) {
            problems.add(new Problem(
                    WATERMARK,
                    "No watermark column is set: set watermark.column, or table.groups and each group's column, or"
                            + " mode=bulk."));
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
                Duration.ofMillis(config.getLong(LIST_INTERVAL)));
    }

    private static List<Pattern> patterns(AbstractConfig config, String key) {
        return config.getList(key).stream().map(Pattern::compile).toList();
    }
}
