// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import connect.redshift.window.NullWatermarks;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/**
 * Which rows are read when.
 *
 * @param bulk whether tables are read as a whole, and not by what is new
 * @param initial where a table without an offset starts
 * @param overlap how far behind its last position of time each window begins once more
 * @param maxRows rows of a window before it is cut; 0 for never
 */
public record WindowsConfig(
        boolean bulk,
        Snapshot snapshot,
        Optional<String> initial,
        Lag lag,
        Duration overlap,
        long maxRows,
        NullWatermarks nulls) {
    static final String MODE = "mode";
    static final String SNAPSHOT_MODE = "snapshot.mode";
    public static final String WATERMARK_INITIAL = "watermark.initial";
    static final String DELAY = "timestamp.delay.interval.ms";
    static final String ZONE = "db.timezone";
    static final String OVERLAP = "watermark.overlap.interval.ms";
    static final String MAX_ROWS = "window.max.rows";
    static final String NULLS = "watermark.null.handling.mode";
    private static final String GROUP = "Windows";
    private static final String INCREMENTAL = "incremental";
    static final String BULK = "bulk";

    /** How far behind Redshift's clock rows are read, and the zone of wall-clock columns. */
    public record Lag(Duration delay, ZoneId zone) {}

    /** What is read of the rows that are there at the start, and whether more follows. */
    public enum Snapshot {
        INITIAL,
        INITIAL_ONLY,
        NO_DATA,
        ALWAYS
    }

    /** What sends rows again that Kafka has, although Connect commits each with its offset. */
    static List<Problem> repeats(AbstractConfig config) {
        List<Problem> repeats = new ArrayList<>();
        long overlap = config.getLong(OVERLAP);
        if (overlap > 0) {
            repeats.add(new Problem(
                    OVERLAP,
                    "%s=%d sends the rows of the overlap again, so it cannot be exactly-once. Choose another value, or do not set %s to required."
                            .formatted(OVERLAP, overlap, DeliveryConfig.EXACTLY_ONCE)));
        }
        if (snapshot(config) == Snapshot.ALWAYS) {
            repeats.add(always(SNAPSHOT_MODE));
        }
        config.getList(TablesConfig.GROUPS).stream()
                .filter(group -> GroupSetting.SNAPSHOT_MODE
                        .of(group, config.originals())
                        .filter(name(Snapshot.ALWAYS)::equals)
                        .isPresent())
                .map(group -> always(GroupSetting.SNAPSHOT_MODE.key(group)))
                .forEach(repeats::add);
        return repeats;
    }

    private static Problem always(String setting) {
        return new Problem(
                setting,
                "%s=always sends every row again at each start of a task, so it cannot be exactly-once. Choose another value, or do not set %s to required."
                        .formatted(setting, DeliveryConfig.EXACTLY_ONCE));
    }

    static void define(ConfigDef def) {
        int order = 0;
        def.define(
                        MODE,
                        ConfigDef.Type.STRING,
                        INCREMENTAL,
                        ConfigDef.ValidString.in(INCREMENTAL, BULK),
                        Importance.HIGH,
                        "'incremental' reads the rows that are new by their watermark, 'bulk' the whole table every"
                                + " poll.interval.ms, for which it needs no watermark column.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Mode")
                .define(
                        SNAPSHOT_MODE,
                        ConfigDef.Type.STRING,
                        name(Snapshot.INITIAL),
                        Setting.oneOf(Snapshot.values()),
                        Importance.MEDIUM,
                        "What a table without a stored offset starts with: 'initial' reads the rows that are there and goes on,"
                                + " 'initial_only' reads them and ends, 'no_data' reads only those that come from now on (a DATE"
                                + " watermark: from today on; a number or text: those above the maximum that is there). 'always'"
                                + " reads them at every start of a task, whatever is stored.",
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
                        "Time zone")
                .define(
                        OVERLAP,
                        ConfigDef.Type.LONG,
                        0L,
                        ConfigDef.Range.atLeast(0L),
                        Importance.LOW,
                        "How far behind the last position each window begins once more, in milliseconds, for rows that were"
                                + " committed later than the delay: all rows in between are sent again, so consumers must"
                                + " upsert by key, and exactly-once is refused. Only for time and date watermarks (in whole days"
                                + " for dates), and only when there are new rows.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Overlap")
                .define(
                        MAX_ROWS,
                        ConfigDef.Type.LONG,
                        10_000_000L,
                        ConfigDef.Range.atLeast(0L),
                        Importance.MEDIUM,
                        "How many rows a window may have before it is read as several, which bounds what is staged at a time."
                                + " Rows with equal watermarks stay together. 0 never cuts; bulk reads are never cut.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Rows of a window")
                .define(
                        NULLS,
                        ConfigDef.Type.STRING,
                        name(NullWatermarks.IGNORE),
                        Setting.oneOf(NullWatermarks.IGNORE, NullWatermarks.FAIL, NullWatermarks.SEND),
                        Importance.MEDIUM,
                        "What becomes of rows whose watermark is NULL: 'ignore' leaves them alone and warns once with their"
                                + " number, 'fail' stops the table while there are any, 'send' sends those that are there when the"
                                + " table is read from its beginning.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "NULL watermarks");
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static boolean isBulk(AbstractConfig config) {
        return config.getString(MODE).equals(BULK);
    }

    private static Snapshot snapshot(AbstractConfig config) {
        return Snapshot.valueOf(config.getString(SNAPSHOT_MODE).toUpperCase(Locale.ROOT));
    }

    static boolean isMode(String text) {
        return text.equals(INCREMENTAL) || text.equals(BULK);
    }

    /** Whether only rows are read that come from now on. */
    static boolean startsNow(AbstractConfig config) {
        return snapshot(config) == Snapshot.NO_DATA;
    }

    static List<Problem> problems(AbstractConfig config) {
        List<Problem> problems = new ArrayList<>();
        boolean startsBehind = !config.getString(WATERMARK_INITIAL).isEmpty();
        if (snapshot(config) == Snapshot.NO_DATA && startsBehind) {
            problems.add(new Problem(
                    WATERMARK_INITIAL,
                    "watermark.initial says where to start reading, snapshot.mode=no_data not to; set one."));
        }
        if (isBulk(config)) {
            if (snapshot(config) == Snapshot.NO_DATA) {
                problems.add(new Problem(
                        SNAPSHOT_MODE, "snapshot.mode is \"no_data\", and mode=bulk reads whole tables; choose one."));
            }
            if (startsBehind) {
                problems.add(new Problem(
                        WATERMARK_INITIAL, "watermark.initial is set, and mode=bulk reads whole tables; choose one."));
            }
            if (config.getLong(OVERLAP) > 0) {
                problems.add(new Problem(OVERLAP, OVERLAP + " is set, and mode=bulk has no windows; choose one."));
            }
        }
        return problems;
    }

    /** What a group's settings say against each other and against those for all tables that count for it, too. */
    static List<Problem> problems(AbstractConfig config, TableGroup group) {
        TableGroup.Reading reading = group.reading();
        boolean bulk = reading.bulk().orElse(isBulk(config));
        boolean noData = reading.snapshot().orElse(snapshot(config)) == Snapshot.NO_DATA;
        String mode = reading.bulk().isPresent() ? group.key(GroupSetting.MODE) : MODE;
        String snapshotMode = reading.snapshot().isPresent() ? group.key(GroupSetting.SNAPSHOT_MODE) : SNAPSHOT_MODE;
        String initial = group.key(GroupSetting.WATERMARK_INITIAL);
        List<Problem> problems = new ArrayList<>();
        if (noData && reading.initial().isPresent()) {
            problems.add(new Problem(
                    initial,
                    "%s says where to start reading, %s=no_data not to; set one, or %s for the group."
                            .formatted(initial, snapshotMode, group.key(GroupSetting.SNAPSHOT_MODE))));
        }
        if (bulk && noData && (reading.bulk().isPresent() || reading.snapshot().isPresent())) {
            problems.add(new Problem(
                    reading.snapshot().isPresent() ? snapshotMode : mode,
                    "%s=no_data counts for group \"%s\", and %s=bulk reads whole tables; set %s to another value."
                            .formatted(snapshotMode, group.name(), mode, group.key(GroupSetting.SNAPSHOT_MODE))));
        }
        if (bulk && reading.initial().isPresent()) {
            problems.add(new Problem(
                    initial, "%s is set, and %s=bulk reads whole tables; choose one.".formatted(initial, mode)));
        }
        return problems;
    }

    /**
     * The same for the tables of a group. Where to start is not for those that are read as a whole, nor for those that
     * begin with what comes from now on.
     */
    WindowsConfig with(TableGroup.Reading group) {
        boolean whole = group.bulk().orElse(bulk);
        Snapshot beginning = group.snapshot().orElse(snapshot);
        boolean starts = !whole && beginning != Snapshot.NO_DATA;
        return new WindowsConfig(
                whole,
                beginning,
                starts ? group.initial().or(() -> initial) : Optional.empty(),
                lag,
                overlap,
                maxRows,
                nulls);
    }

    static WindowsConfig from(AbstractConfig config) {
        return new WindowsConfig(
                isBulk(config),
                snapshot(config),
                ConnectionConfig.present(config, WATERMARK_INITIAL),
                new Lag(Duration.ofMillis(config.getLong(DELAY)), ZoneId.of(config.getString(ZONE))),
                Duration.ofMillis(config.getLong(OVERLAP)),
                config.getLong(MAX_ROWS),
                NullWatermarks.valueOf(config.getString(NULLS).toUpperCase(Locale.ROOT)));
    }
}
