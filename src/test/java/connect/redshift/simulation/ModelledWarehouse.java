// SPDX-License-Identifier: Apache-2.0
package connect.redshift.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import connect.redshift.staging.S3Uri;
import connect.redshift.statement.ResultRows;
import connect.redshift.testing.MemoryStaging;
import connect.redshift.testing.SqlReader;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tables {@code s.t00000}, {@code s.t00001} … of which one in ten gets a transaction of rows every minute, and answers to
 * the connector's own SQL about them.
 */
final class ModelledWarehouse {
    static final String SCHEMA = "s";
    static final int ACTIVE_ONE_IN = 10;
    static final Duration EVERY = Duration.ofMinutes(1);
    private static final int ROWS = 100;

    private static final Pattern TABLE = Pattern.compile("\"s\"\\.\"t(\\d{5})\"");
    private static final Pattern DESCRIBED = Pattern.compile("'(t\\d{5})'");
    private static final Pattern AFTER = Pattern.compile("\"at\" > '([^']+)'::timestamp");
    private static final Pattern UP_TO = Pattern.compile("\"at\" <= '([^']+)'::timestamp");
    private static final Pattern DELAY = Pattern.compile("INTERVAL '(\\d+) seconds'");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);
    private static final List<String> COLUMNS =
            List.of(("column_name data_type is_nullable ordinal_position character_maximum_length"
                            + " numeric_precision numeric_scale")
                    .split(" ", -1));

    private static final List<List<Optional<String>>> COLUMN_ROWS =
            List.of(column(1, "id", "bigint"), column(2, "at", "timestamp without time zone"));

    private final MemoryStaging staging;

    ModelledWarehouse(MemoryStaging staging) {
        this.staging = staging;
    }

    static String name(int table) {
        return "t%05d".formatted(table);
    }

    static String text(Instant instant) {
        return TIME.format(instant.atOffset(ZoneOffset.UTC));
    }

    static Instant instant(String text) {
        return LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
    }

    /** The transactions of a table that were committed after one moment and not after another, oldest first. */
    static List<Instant> transactions(int table, Instant after, Instant upTo) {
        if (table % ACTIVE_ONE_IN != 0) {
            return List.of();
        }
        // Spread over the minute, and before the start of time, so that there always was one.
        Instant first = VirtualTime.START.minus(Duration.ofDays(1)).plusMillis(table * 7_919L % EVERY.toMillis());
        long turn = Math.floorDiv(Duration.between(first, after).toMillis(), EVERY.toMillis()) + 1;
        return Stream.iterate(
                        first.plus(EVERY.multipliedBy(turn)), each -> !each.isAfter(upTo), each -> each.plus(EVERY))
                .toList();
    }

    /** The tables whose rows a statement reads. */
    static List<Integer> tables(String sql) {
        return TABLE.matcher(sql)
                .results()
                .map(found -> Integer.parseInt(found.group(1)))
                .distinct()
                .toList();
    }

    /** Whether a statement reads no table's rows. */
    static boolean asksCatalog(String sql) {
        return sql.contains("FROM svv_") || sql.contains("FROM pg_");
    }

    /** What a statement that ended at {@code now} found and did. */
    ResultRows answer(String sql, Instant now) {
        if (sql.startsWith("UNLOAD ")) {
            unload(sql);
            return new ResultRows(List.of(), List.of());
        }
        if (sql.contains("FROM svv_all_columns")) {
            return described(sql, COLUMNS, COLUMN_ROWS);
        }
        if (sql.contains("FROM pg_constraint")) {
            return described(sql, List.of("column_name"), List.of(List.of(Optional.of("id"))));
        }
        return probed(sql, now);
    }

    /** The same of each table; of several, each row begins with its table's name. */
    private static ResultRows described(String sql, List<String> columns, List<List<Optional<String>>> each) {
        List<String> tables =
                DESCRIBED.matcher(sql).results().map(found -> found.group(1)).toList();
        if (tables.size() == 1) {
            return new ResultRows(columns, each);
        }
        List<String> labels = new ArrayList<>(List.of("schema_name", "table_name"));
        labels.addAll(columns);
        List<List<Optional<String>>> rows = new ArrayList<>();
        for (String table : tables) {
            for (List<Optional<String>> values : each) {
                List<Optional<String>> row = new ArrayList<>(List.of(Optional.of(SCHEMA), Optional.of(table)));
                row.addAll(values);
                rows.add(row);
            }
        }
        return new ResultRows(labels, rows);
    }

    private static List<Optional<String>> column(int number, String name, String type) {
        return List.of(
                Optional.of(name),
                Optional.of(type),
                Optional.of("NO"),
                Optional.of(Integer.toString(number)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** One row for each table that is asked for, with its number among them. */
    private static ResultRows probed(String sql, Instant now) {
        List<List<Optional<String>>> rows = new ArrayList<>();
        for (String one : sql.split("\nUNION ALL\n", -1)) {
            List<Instant> found = readable(one, now);
            rows.add(List.of(
                    Optional.of(Integer.toString(rows.size())),
                    found.isEmpty() ? Optional.empty() : Optional.of(text(found.get(found.size() - 1)) + " AD"),
                    Optional.of(text(now)),
                    Optional.of(Integer.toString(found.size() * ROWS))));
        }
        return new ResultRows(List.of("probe", "up_to", "clock", "row_count"), rows);
    }

    /** Of the one table that a SELECT reads, the transactions that it lets through. */
    private static List<Instant> readable(String sql, Instant now) {
        Matcher delay = DELAY.matcher(sql);
        Instant bound = delay.find() ? now.minusSeconds(Long.parseLong(delay.group(1))) : now;
        return transactions(
                tables(sql).get(0),
                time(AFTER, sql).orElse(VirtualTime.START),
                time(UP_TO, sql).orElse(bound));
    }

    private static Optional<Instant> time(Pattern condition, String sql) {
        Matcher found = condition.matcher(sql);
        return found.find() ? Optional.of(instant(found.group(1))) : Optional.empty();
    }

    private void unload(String sql) {
        SqlReader reader = new SqlReader(sql);
        reader.expect("UNLOAD (");
        String query = reader.literal();
        reader.expect(")\nTO ");
        S3Uri parts = S3Uri.parse(reader.literal());
        int rows = readable(query, VirtualTime.START).size() * ROWS;
        if (rows == 0) {
            throw new IllegalArgumentException("unloads nothing: " + sql);
        }
        staging.put(parts.plus("0000_part_00.parquet"), new byte[1]);
        staging.put(
                parts.plus("manifest"),
                "{\"entries\":[{\"url\":\"%s\",\"meta\":{\"content_length\":1,\"record_count\":%d}}]}"
                        .formatted(parts.plus("0000_part_00.parquet"), rows)
                        .getBytes(UTF_8));
    }
}
