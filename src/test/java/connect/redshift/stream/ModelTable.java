// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import connect.redshift.staging.S3Uri;
import connect.redshift.statement.ResultRows;
import connect.redshift.statement.Statement;
import connect.redshift.table.Ordering;
import connect.redshift.testing.FakeStatements;
import connect.redshift.testing.FakeStatements.Refusal;
import connect.redshift.testing.ManualClock;
import connect.redshift.testing.MemoryStaging;
import connect.redshift.testing.SqlReader;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A table with its Redshift around it. Rows are stamped when a transaction starts and seen when it commits, at most the
 * delay later. Statements are answered by what their SQL says, so a window that is wrong in the text is wrong here.
 */
final class ModelTable implements FakeStatements.Warehouse {
    /** The stamp of a row without a watermark. */
    static final long NULL = Long.MIN_VALUE;

    private static final Pattern TILES = Pattern.compile("NTILE\\((\\d+)\\)");
    private static final Pattern CONDITION = Pattern.compile("\"wm\" (<=|>=|<|>) (.+)");
    private static final Pattern COLUMN = Pattern.compile("\"(\\w+)\" AS c(\\d+)");
    private static final Pattern DELAY = Pattern.compile("INTERVAL '(\\d+) seconds'");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

    private final Ordering ordering;
    private final Duration delay;
    private final ManualClock clock;
    private final MemoryStaging staging;
    private final Random random;
    private final List<Row> rows = new ArrayList<>();
    private final Map<String, List<S3Uri>> exports = new HashMap<>();
    private final Map<String, Set<Long>> contents = new HashMap<>();
    private long lastStamp;
    private Instant lastStampedAt = Instant.MIN;
    private boolean hasNote;
    private boolean tearsUnloads;

    record Row(long id, long stamp, Instant seenFrom) {}

    ModelTable(Ordering ordering, Duration delay, ManualClock clock, MemoryStaging staging, Random random) {
        this.ordering = ordering;
        this.delay = delay;
        this.clock = clock;
        this.staging = staging;
        this.random = random;
    }

    /** The rows, in the order of their ids; a test may add and remove some. */
    List<Row> rows() {
        return rows;
    }

    /** Every object that a stored offset in this export relies on. */
    List<S3Uri> files(String export) {
        return exports.get(export);
    }

    /** The ids of the rows that an export holds. */
    Set<Long> content(String export) {
        return contents.get(export);
    }

    /** Rows that were there before anybody looked, and have no watermark. */
    void insertNulls(int count) {
        for (int row = 0; row < count; row++) {
            rows.add(new Row(rows.size(), NULL, Instant.MIN));
        }
    }

    void alter() {
        hasNote = !hasNote;
    }

    void tearUnloads(boolean torn) {
        tearsUnloads = torn;
    }

    /** A transaction of some rows; ties within it and with the one before are common. */
    void insert() {
        int count = random.nextInt(10);
        for (int row = 0; row < count; row++) {
            if (random.nextInt(3) > 0 || !tieAllowed()) {
                lastStamp = ordering == Ordering.NUMBER ? lastStamp + 1 + random.nextInt(3) : micros(clock.instant());
                lastStampedAt = clock.instant();
            }
            long longest = delay.minus(Duration.between(lastStampedAt, clock.instant()))
                    .minusMillis(1)
                    .toMillis();
            Instant seenFrom = clock.instant().plusMillis(random.nextBoolean() ? 0 : random.nextLong(longest + 1));
            rows.add(new Row(rows.size(), lastStamp, seenFrom));
        }
    }

    private boolean tieAllowed() {
        return !lastStampedAt.equals(Instant.MIN)
                && lastStampedAt.plus(delay).isAfter(clock.instant().plusMillis(1));
    }

    @Override
    public ResultRows run(Statement statement) {
        String sql = statement.sql();
        if (sql.contains("FROM svv_all_columns")) {
            return columns();
        }
        if (sql.contains("FROM pg_constraint")) {
            return new ResultRows(List.of("column_name"), List.of(List.of(Optional.of("id"))));
        }
        if (sql.startsWith("UNLOAD ")) {
            unload(sql);
            return EMPTY;
        }
        if (!sql.contains("FROM ")) {
            return new ResultRows(List.of("up_to"), List.of(List.of(Optional.of(text(value(sql))))));
        }
        List<Row> found = select(sql);
        if (sql.startsWith("SELECT COUNT(*)")) {
            return new ResultRows(List.of("row_count"), List.of(List.of(Optional.of(Integer.toString(found.size())))));
        }
        Matcher tiles = TILES.matcher(sql);
        if (tiles.find()) {
            return new ResultRows(List.of("up_to"), cuts(found, Integer.parseInt(tiles.group(1))));
        }
        Optional<String> maximum = found.stream()
                .map(Row::stamp)
                .filter(stamp -> stamp != NULL)
                .max(Long::compare)
                .map(this::text);
        return new ResultRows(
                List.of("up_to", "clock", "row_count"),
                List.of(List.of(
                        maximum,
                        Optional.of(time(micros(clock.instant()))),
                        Optional.of(Integer.toString(found.size())))));
    }

    /** As NTILE deals: the first tiles have one row more where the rows cannot be dealt evenly. */
    private List<List<Optional<String>>> cuts(List<Row> found, int tiles) {
        List<Long> stamps = found.stream().map(Row::stamp).sorted().toList();
        List<List<Optional<String>>> cuts = new ArrayList<>();
        int end = 0;
        for (int tile = 0; tile < tiles && end < stamps.size(); tile++) {
            end += stamps.size() / tiles + (tile < stamps.size() % tiles ? 1 : 0);
            cuts.add(List.of(Optional.of(text(stamps.get(end - 1)))));
        }
        return cuts;
    }

    private String text(long stamp) {
        return ordering == Ordering.NUMBER ? Long.toString(stamp) : time(stamp) + " AD";
    }

    private static String time(long micros) {
        return TIME.format(Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private ResultRows columns() {
        List<List<Optional<String>>> found = new ArrayList<>();
        for (String name : names()) {
            String type = name.equals("note")
                    ? "character varying"
                    : name.equals("wm") && ordering == Ordering.TIMESTAMP ? "timestamp without time zone" : "bigint";
            found.add(List.of(
                    Optional.of(name),
                    Optional.of(type),
                    Optional.of("YES"),
                    Optional.of(Integer.toString(found.size() + 1)),
                    name.equals("note") ? Optional.of("20") : Optional.empty(),
                    Optional.empty(),
                    Optional.empty()));
        }
        return new ResultRows(
                List.of(("column_name data_type is_nullable ordinal_position character_maximum_length"
                                + " numeric_precision numeric_scale")
                        .split(" ", -1)),
                found);
    }

    private List<String> names() {
        return hasNote ? List.of("note", "id", "wm") : List.of("id", "wm");
    }

    /** The rows that are seen now and that the text's own condition lets through. */
    private List<Row> select(String sql) {
        int where = sql.lastIndexOf("WHERE ");
        int end = sql.indexOf(") AS tiles");
        LongPredicate condition =
                where < 0 ? stamp -> true : condition(sql.substring(where + 6, end < 0 ? sql.length() : end));
        return rows.stream()
                .filter(row -> !row.seenFrom().isAfter(clock.instant()) && condition.test(row.stamp()))
                .toList();
    }

    private LongPredicate condition(String text) {
        LongPredicate all = stamp -> true;
        for (String part : text.split("\\s+AND\\s+", -1)) {
            if (part.equals("1 = 1")) {
                continue;
            }
            if (part.equals("\"wm\" IS NULL")) {
                all = all.and(stamp -> stamp == NULL);
                continue;
            }
            Matcher condition = CONDITION.matcher(part);
            if (!condition.matches()) {
                throw new Refusal("syntax error at " + part);
            }
            long bound = value(condition.group(2));
            all = all.and(stamp -> stamp != NULL);
            all = all.and(
                    switch (condition.group(1)) {
                        case "<=" -> stamp -> stamp <= bound;
                        case ">=" -> stamp -> stamp >= bound;
                        case "<" -> stamp -> stamp < bound;
                        default -> stamp -> stamp > bound;
                    });
        }
        return all;
    }

    private long value(String expression) {
        if (expression.contains("SYSDATE")) {
            Matcher behind = DELAY.matcher(expression);
            long seconds = behind.find() ? Long.parseLong(behind.group(1)) : 0;
            return micros(clock.instant().minusSeconds(seconds));
        }
        if (ordering == Ordering.NUMBER) {
            return Long.parseLong(expression);
        }
        SqlReader reader = new SqlReader(expression);
        LocalDateTime time = LocalDateTime.parse(reader.literal().replace(' ', 'T'));
        reader.expect("::timestamp");
        reader.expectEnd();
        return micros(time.toInstant(ZoneOffset.UTC));
    }

    private void unload(String sql) {
        SqlReader reader = new SqlReader(sql);
        reader.expect("UNLOAD (");
        String query = reader.literal();
        reader.expect(")\nTO ");
        S3Uri folder = S3Uri.parse(reader.literal());
        reader.expect("\nIAM_ROLE default\nFORMAT AS PARQUET\nMANIFEST VERBOSE\nMAXFILESIZE 32 MB");
        reader.expectEnd();
        if (staging.objects().stream().anyMatch(folder::contains)) {
            throw new Refusal("Specified unload destination on S3 is not empty.");
        }
        List<Row> selected = new ArrayList<>(select(query));
        List<String> columns = outputs(query);
        if (selected.isEmpty()) {
            return;
        }
        Collections.shuffle(selected, random);
        write(folder, columns, selected);
    }

    private List<String> outputs(String query) {
        List<String> columns = new ArrayList<>();
        Matcher column = COLUMN.matcher(query);
        while (column.find()) {
            if (!names().contains(column.group(1))) {
                throw new Refusal("column \"%s\" does not exist".formatted(column.group(1)));
            }
            if (Integer.parseInt(column.group(2)) != columns.size()) {
                throw new Refusal("columns out of order");
            }
            columns.add(column.group(1));
        }
        return columns;
    }

    private void write(S3Uri folder, List<String> columns, List<Row> selected) {
        int count = 1 + random.nextInt(4);
        Map<Integer, List<Row>> byPart = selected.stream().collect(Collectors.groupingBy(row -> random.nextInt(count)));
        List<S3Uri> files = new ArrayList<>();
        List<String> entries = new ArrayList<>();
        for (int part = 0; part < count; part++) {
            List<Row> some = byPart.getOrDefault(part, List.of());
            byte[] content = some.stream()
                    .map(row -> line(columns, row) + "\n")
                    .collect(Collectors.joining())
                    .getBytes(UTF_8);
            S3Uri file = folder.plus("%04d_part_00.parquet".formatted(3 + 2 * part));
            staging.put(file, content);
            files.add(file);
            entries.add("{\"url\":\"%s\",\"meta\":{\"content_length\":%d,\"record_count\":%d}}"
                    .formatted(file, content.length, some.size()));
            if (tearsUnloads && random.nextInt(12) == 0) {
                throw new Refusal("S3ServiceException: torn");
            }
        }
        S3Uri manifest = folder.plus("manifest");
        staging.put(manifest, ("{\"entries\":[" + String.join(",", entries) + "]}").getBytes(UTF_8));
        files.add(manifest);
        files.add(new S3Uri(folder.bucket(), folder.key().replace("/parts/", "/columns.json")));
        String export = folder.key().split("/", -1)[2];
        exports.put(export, files);
        contents.put(export, selected.stream().map(Row::id).collect(Collectors.toSet()));
    }

    private static String line(List<String> columns, Row row) {
        return columns.stream()
                .map(column -> column + "="
                        + switch (column) {
                            case "id" -> Long.toString(row.id());
                            case "wm" -> row.stamp() == NULL ? "NULL" : Long.toString(row.stamp());
                            default -> "note " + row.id();
                        })
                .collect(Collectors.joining(";"));
    }

    /** The same of the rows whose stamp is not greater than {@code end}; of none where there is no end. */
    OptionalLong missing(Set<Long> ids, Optional<String> end) {
        if (end.isEmpty()) {
            return OptionalLong.empty();
        }
        long last = ordering == Ordering.NUMBER
                ? Long.parseLong(end.get())
                : micros(LocalDateTime.parse(end.get().replace(' ', 'T')).toInstant(ZoneOffset.UTC));
        return rows.stream()
                .filter(row -> row.stamp() <= last && !ids.contains(row.id()))
                .mapToLong(Row::id)
                .findFirst();
    }

    /** The id of a row that is not among {@code ids}. */
    OptionalLong missing(Set<Long> ids) {
        return LongStream.range(0, rows.size()).filter(id -> !ids.contains(id)).findFirst();
    }
}
