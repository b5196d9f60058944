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
    private static final Pattern OUTPUT = Pattern.compile("(?:\"(\\w+)\"|NULL::varchar) AS c(\\d+)");
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
    private long nextId;
    private long lastStamp;
    private Instant lastStampedAt = Instant.MIN;
    private final ModelColumns columns;
    private boolean tearsUnloads;

    record Row(long id, long stamp, Instant seenFrom) {}

    ModelTable(Ordering ordering, Duration delay, ManualClock clock, MemoryStaging staging, Random random) {
        this.ordering = ordering;
        this.delay = delay;
        this.clock = clock;
        this.staging = staging;
        this.random = random;
        this.columns = new ModelColumns(ordering == Ordering.TIMESTAMP ? "timestamp without time zone" : "bigint");
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
            rows.add(new Row(nextId++, NULL, Instant.MIN));
        }
    }

    ModelColumns columns() {
        return columns;
    }

    /** A column comes, at either end, gets wider or goes. */
    void alter() {
        if (!columns.has("note")) {
            if (random.nextBoolean()) {
                columns.add("note", "character varying(20)");
            } else {
                columns.addFirst("note", "character varying(20)");
            }
        } else if (random.nextBoolean()) {
            columns.change("note", "character varying(50)");
        } else {
            columns.drop("note");
        }
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
            rows.add(new Row(nextId++, lastStamp, seenFrom));
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
            return columns.description();
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

    /** The rows that are seen now and that the text's own condition lets through. */
    private List<Row> select(String sql) {
        int where = sql.lastIndexOf("WHERE ");
        int end = sql.indexOf(") AS tiles");
        ModelCondition.Test condition = new ModelCondition(this::value)
                .parse(where < 0 ? "1 = 1" : sql.substring(where + 6, end < 0 ? sql.length() : end));
        return rows.stream()
                .filter(row -> !row.seenFrom().isAfter(clock.instant()) && Boolean.TRUE.equals(condition.of(row)))
                .toList();
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
        List<Optional<String>> outputs = outputs(query);
        if (selected.isEmpty()) {
            return;
        }
        Collections.shuffle(selected, random);
        write(folder, outputs, selected);
    }

    /** Of each output the column, or nothing for NULL. */
    private List<Optional<String>> outputs(String query) {
        List<Optional<String>> outputs = new ArrayList<>();
        Matcher output = OUTPUT.matcher(query);
        while (output.find()) {
            Optional<String> column = Optional.ofNullable(output.group(1));
            if (column.isPresent() && !columns.has(column.get())) {
                throw new Refusal("column \"%s\" does not exist".formatted(column.get()));
            }
            if (Integer.parseInt(output.group(2)) != outputs.size()) {
                throw new Refusal("columns out of order");
            }
            outputs.add(column);
        }
        return outputs;
    }

    private void write(S3Uri folder, List<Optional<String>> outputs, List<Row> selected) {
        int count = 1 + random.nextInt(4);
        Map<Integer, List<Row>> byPart = selected.stream().collect(Collectors.groupingBy(row -> random.nextInt(count)));
        List<S3Uri> files = new ArrayList<>();
        List<String> entries = new ArrayList<>();
        for (int part = 0; part < count; part++) {
            List<Row> some = byPart.getOrDefault(part, List.of());
            byte[] content = some.stream()
                    .map(row -> line(outputs, row) + "\n")
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

    private String line(List<Optional<String>> outputs, Row row) {
        return outputs.stream()
                .map(output -> output.map(column -> column + "=" + columns.value(column, row))
                        .orElse(StagedLines.NULL))
                .collect(Collectors.joining(";"));
    }

    /** The stamp that a watermark's text means. */
    long stamp(String text) {
        return ordering == Ordering.NUMBER
                ? Long.parseLong(text)
                : micros(LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC));
    }

    /** The same of the rows whose stamp is not greater than {@code end}; of none where there is no end. */
    OptionalLong missing(Set<Long> ids, Optional<String> end) {
        if (end.isEmpty()) {
            return OptionalLong.empty();
        }
        long last = stamp(end.get());
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
