// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import connect.redshift.table.ColumnRules;
import connect.redshift.table.KeyRules;
import connect.redshift.table.NamePattern;
import connect.redshift.table.RowFilter;
import connect.redshift.table.TableId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Settings of the tables that a pattern matches; each may be left out but for the pattern. */
public record TableGroup(
        String name,
        NamePattern include,
        Optional<String> watermarkColumn,
        Optional<String> topic,
        Optional<RowFilter> filter,
        Optional<KeyRules> keys,
        ColumnRules.Own columns,
        Optional<Duration> pollInterval,
        Reading reading,
        Split split) {
    /** What a group says about which rows are read when. */
    public record Reading(
            Optional<Boolean> bulk, Optional<WindowsConfig.Snapshot> snapshot, Optional<String> initial) {}

    /**
     * What a group says about how many streams read a table.
     *
     * @param shards 1 for a table in one piece
     */
    public record Split(int shards, Optional<String> column) {}

    boolean includes(TableId table) {
        return !table.isQuery() && include.matches(table.toString());
    }

    String key(GroupSetting setting) {
        return setting.key(name);
    }

    static TableGroup from(String group, Map<String, Object> settings) {
        return new TableGroup(
                group,
                NamePattern.of(GroupSetting.INCLUDE.of(group, settings).orElseThrow()),
                GroupSetting.WATERMARK.of(group, settings),
                GroupSetting.TOPIC.of(group, settings),
                GroupSetting.FILTER.of(group, settings).map(RowFilter::parse),
                GroupSetting.KEY_COLUMNS
                        .of(group, settings)
                        .map(text -> KeyRules.always(GroupSetting.KEY_COLUMNS.key(group), KeyRules.columns(text))),
                new ColumnRules.Own(
                        columns(GroupSetting.COLUMNS, group, settings),
                        columns(GroupSetting.COLUMNS_LEFT_OUT, group, settings)),
                GroupSetting.POLL_INTERVAL.of(group, settings).map(text -> Duration.ofMillis(Long.parseLong(text))),
                new Reading(
                        bulk(group, settings),
                        snapshot(group, settings),
                        GroupSetting.WATERMARK_INITIAL.of(group, settings)),
                new Split(
                        GroupSetting.SHARDS
                                .of(group, settings)
                                .map(Integer::parseInt)
                                .orElse(1),
                        GroupSetting.SHARD_COLUMN.of(group, settings)));
    }

    private static List<NamePattern> columns(GroupSetting setting, String group, Map<String, Object> settings) {
        return setting.of(group, settings).map(GroupSetting::columns).orElse(List.of());
    }

    private static Optional<Boolean> bulk(String group, Map<String, Object> settings) {
        return GroupSetting.MODE.of(group, settings).map(WindowsConfig.BULK::equals);
    }

    private static Optional<WindowsConfig.Snapshot> snapshot(String group, Map<String, Object> settings) {
        return GroupSetting.SNAPSHOT_MODE
                .of(group, settings)
                .map(text -> WindowsConfig.Snapshot.valueOf(text.toUpperCase(Locale.ROOT)));
    }

    /**
     * What is wrong with a group's settings, each by itself.
     *
     * @param bulk whether tables are read as a whole where a group does not say
     * @param needsColumn whether no watermark column is set for all tables
     */
    static List<Problem> problems(String group, Map<String, Object> settings, boolean bulk, boolean needsColumn) {
        List<Problem> problems = new ArrayList<>();
        if (GroupSetting.INCLUDE.of(group, settings).isEmpty()) {
            problems.add(needs(group, GroupSetting.INCLUDE));
        }
        if (needsColumn
                && !bulk(group, settings).orElse(bulk)
                && GroupSetting.WATERMARK.of(group, settings).isEmpty()) {
            problems.add(needs(group, GroupSetting.WATERMARK));
        }
        Arrays.stream(GroupSetting.values())
                .flatMap(setting -> setting.problem(group, settings).stream())
                .forEach(problems::add);
        return problems;
    }

    private static Problem needs(String group, GroupSetting setting) {
        return new Problem(
                setting.key(group),
                "Group \"%s\" of table.groups needs the setting %s.".formatted(group, setting.key(group)));
    }
}
