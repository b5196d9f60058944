// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.config.TaskConfig;
import connect.redshift.config.TaskConfig.TableShare;
import connect.redshift.emulator.Faults.Fault;
import connect.redshift.emulator.Faults.Kind;
import connect.redshift.emulator.LoggedStatement;
import connect.redshift.table.TableId;
import connect.redshift.testing.TaskContext;
import connect.redshift.worker.Stack;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The README's table of changes, row by row: tables altered by SQL under a running task, with real clients and parts. */
class SchemaEvolutionEmulatorTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String UNLOAD = "UNLOAD";

    private static final String COLUMNS =
            "id INTEGER NOT NULL, at TIMESTAMP, n INTEGER, big BIGINT, note VARCHAR(4), must SMALLINT NOT NULL";

    /** Instead of the values of the row behind a change: the table waits. */
    private static final String STOPS = "stops";

    private static Stack stack;
    private static int schemas;

    private final TaskContext context = new TaskContext();
    private final List<SourceRecord> records = new ArrayList<>();
    private final String schema = "shop" + schemas++;
    private Optional<RedshiftSourceTask> task = Optional.empty();

    /** A change and the row that follows it, with what becomes of that row under each policy. */
    record Change(String name, String sql, String row, String evolve, String fail, String ignore) {
        String table() {
            return name.toLowerCase(Locale.ROOT).replace(' ', '_');
        }
    }

    private static final List<Change> CHANGES = List.of(
            new Change(
                    "column added",
                    "ALTER TABLE %s ADD COLUMN extra VARCHAR(9)",
                    "n, big, note, must, extra) VALUES (2, '2026-01-02', 8, 80, 'b', 1, 'x'",
                    "n=8 big=80 note=b must=1 extra=x",
                    "n=8 big=80 note=b must=1 extra=x",
                    "n=8 big=80 note=b must=1"),
            new Change(
                    "column dropped",
                    "ALTER TABLE %s DROP COLUMN note",
                    "n, big, must) VALUES (2, '2026-01-02', 8, 80, 1",
                    "n=8 big=80 must=1",
                    "n=8 big=80 must=1",
                    "n=8 big=80 note=null must=1"),
            new Change(
                    "NOT NULL column dropped",
                    "ALTER TABLE %s DROP COLUMN must",
                    "n, big, note) VALUES (2, '2026-01-02', 8, 80, 'b'",
                    "n=8 big=80 note=b",
                    STOPS,
                    STOPS),
            new Change(
                    "column renamed",
                    "ALTER TABLE %s RENAME COLUMN note TO remark",
                    "n, big, remark, must) VALUES (2, '2026-01-02', 8, 80, 'b', 1",
                    "n=8 big=80 remark=b must=1",
                    "n=8 big=80 remark=b must=1",
                    "n=8 big=80 note=null must=1"),
            new Change(
                    "VARCHAR widened",
                    "ALTER TABLE %s ALTER COLUMN note TYPE VARCHAR(40)",
                    "n, big, note, must) VALUES (2, '2026-01-02', 8, 80, 'five and more', 1",
                    "n=8 big=80 note=five and more must=1",
                    "n=8 big=80 note=five and more must=1",
                    "n=8 big=80 note=five and more must=1"),
            // Redshift alters no number's type in place, so this is how it is done there.
            new Change(
                    "INTEGER to BIGINT",
                    "ALTER TABLE %1$s ADD COLUMN wide BIGINT; UPDATE %1$s SET wide = n;"
                            + " ALTER TABLE %1$s DROP COLUMN n; ALTER TABLE %1$s RENAME COLUMN wide TO n",
                    "n, big, note, must) VALUES (2, '2026-01-02', 8000000000, 80, 'b', 1",
                    "big=80 note=b must=1 n=8000000000",
                    STOPS,
                    STOPS),
            new Change(
                    "BIGINT to INTEGER",
                    "ALTER TABLE %1$s ADD COLUMN small INTEGER; UPDATE %1$s SET small = big;"
                            + " ALTER TABLE %1$s DROP COLUMN big; ALTER TABLE %1$s RENAME COLUMN small TO big",
                    "n, big, note, must) VALUES (2, '2026-01-02', 8, 80, 'b', 1",
                    "n=8 note=b must=1 big=80",
                    STOPS,
                    "n=8 big=80 note=b must=1"),
            new Change(
                    "column of another meaning",
                    "ALTER TABLE %1$s DROP COLUMN n; ALTER TABLE %1$s ADD COLUMN n DATE",
                    "n, big, note, must) VALUES (2, '2026-01-02', '1970-01-09', 80, 'b', 1",
                    "big=80 note=b must=1 n=8",
                    STOPS,
                    STOPS),
            new Change(
                    "table made anew with the same columns",
                    "DROP TABLE %1$s; CREATE TABLE %1$s (" + COLUMNS + ")",
                    "n, big, note, must) VALUES (2, '2026-01-02', 8, 80, 'b', 1",
                    "n=8 big=80 note=b must=1",
                    "n=8 big=80 note=b must=1",
                    "n=8 big=80 note=b must=1"),
            new Change(
                    "table made anew with other columns",
                    "DROP TABLE %1$s; CREATE TABLE %1$s"
                            + " (extra DATE, must SMALLINT NOT NULL, at TIMESTAMP, n INTEGER, id INTEGER NOT NULL)",
                    "n, must, extra) VALUES (2, '2026-01-02', 8, 1, '1970-01-02'",
                    "extra=1 must=1 n=8",
                    "extra=1 must=1 n=8",
                    "n=8 big=null note=null must=1"));

    @BeforeAll
    static void start() {
        stack = Stack.start();
    }

    @AfterAll
    static void close() {
        stack.close();
    }

    @BeforeEach
    void createSchema() {
        stack.redshift().execute("CREATE SCHEMA " + schema);
    }

    @AfterEach
    void end() {
        stack.redshift().faults().clear();
        stop();
    }

    private void stop() {
        task.ifPresent(RedshiftSourceTask::stop);
        task = Optional.empty();
    }

    @Test
    void evolveFollowsTheTable() throws InterruptedException {
        requireOutcomes("evolve", Change::evolve);
        assertThat(waiting(Change::evolve)).isEmpty();
    }

    @Test
    void failFollowsItAsFarAsAllReadersCan() throws InterruptedException {
        requireOutcomes("fail", Change::fail);
        requireWaitingTablesGoOnWithEvolve(Change::fail);
    }

    @Test
    void ignoreLeavesRecordsAsTheyWere() throws InterruptedException {
        requireOutcomes("ignore", Change::ignore);
        assertThat(following(Change::ignore)).isNotEmpty().allSatisfy(change -> assertThat(
                        row(change.table(), 2).schema())
                .isEqualTo(row(change.table(), 1).schema()));
        requireWaitingTablesGoOnWithEvolve(Change::ignore);
    }

    /** With the statement's columns already chosen; the row is read by a second statement. */
    @ParameterizedTest
    @CsvSource({
        "evolve, ALTER TABLE %s DROP COLUMN note, n=7 big=70 must=1",
        "fail,   ALTER TABLE %s DROP COLUMN note, n=7 big=70 must=1",
        "ignore, ALTER TABLE %s DROP COLUMN note, n=7 big=70 must=1",
        // The statement works, and its parts are not what they were to be.
        "evolve, ALTER TABLE %s ALTER COLUMN n TYPE VARCHAR(9), n=7 big=70 note=a must=1",
    })
    void columnChangedWhileUnloadRunsCostsOneMoreUnload(String policy, String sql, String expected)
            throws InterruptedException {
        createWithOneRow("t");
        String hold = stack.redshift().faults().add(Fault.of(Kind.HOLD).where("UNLOAD"));
        start(policy, List.of("t"));
        pollUntil(() -> statements("t", UNLOAD).size() == 1);
        execute("t", sql);
        stack.redshift().faults().remove(hold);
        pollUntil(() -> !records.isEmpty());
        assertThat(values("t", 1)).isEqualTo(expected);
        assertThat(records).hasSize(1);
        assertThat(statements("t", UNLOAD)).hasSize(2);
    }

    private static List<Change> following(Function<Change, String> outcome) {
        return CHANGES.stream()
                .filter(change -> !outcome.apply(change).equals(STOPS))
                .toList();
    }

    private static List<Change> waiting(Function<Change, String> outcome) {
        return CHANGES.stream()
                .filter(change -> outcome.apply(change).equals(STOPS))
                .toList();
    }

    /** One task reads all tables, so those that wait keep none of the others from going on. */
    private void requireOutcomes(String policy, Function<Change, String> outcome) throws InterruptedException {
        CHANGES.forEach(change -> createWithOneRow(change.table()));
        start(policy, CHANGES.stream().map(Change::table).toList());
        pollUntil(() -> records.size() == CHANGES.size());
        Map<String, Long> looks =
                CHANGES.stream().collect(Collectors.toMap(Change::table, change -> looks(change.table())));
        CHANGES.forEach(change -> {
            execute(change.table(), change.sql());
            insert(change.table(), change.row());
        });
        pollUntil(() -> records.size() == CHANGES.size() + following(outcome).size()
                && waiting(outcome).stream().allMatch(change -> looks(change.table()) > looks.get(change.table())));
        assertThat(following(outcome))
                .allSatisfy(change ->
                        assertThat(values(change.table(), 2)).as(change.name()).isEqualTo(outcome.apply(change)));
        assertThat(CHANGES)
                .allSatisfy(change -> assertThat(values(change.table(), 1)).isEqualTo("n=7 big=70 note=a must=1"));
    }

    private void requireWaitingTablesGoOnWithEvolve(Function<Change, String> outcome) throws InterruptedException {
        for (int turn = 0; turn < 3; turn++) {
            poll();
        }
        stop();
        int before = records.size();
        assertThat(waiting(outcome)).isNotEmpty().allSatisfy(change -> assertThat(statements(change.table(), UNLOAD))
                .as(change.name())
                .hasSize(1));
        start("evolve", waiting(outcome).stream().map(Change::table).toList());
        pollUntil(() -> records.size() == before + waiting(outcome).size());
        assertThat(waiting(outcome))
                .allSatisfy(change ->
                        assertThat(values(change.table(), 2)).as(change.name()).isEqualTo(change.evolve()));
    }

    private void createWithOneRow(String table) {
        execute(table, "CREATE TABLE %s (" + COLUMNS + ")");
        insert(table, "n, big, note, must) VALUES (1, '2026-01-01', 7, 70, 'a', 1");
    }

    private void execute(String table, String sql) {
        stack.redshift().execute(sql.formatted(schema + "." + table));
    }

    private void insert(String table, String columnsAndValues) {
        execute(table, "INSERT INTO %s (id, at, " + columnsAndValues + ")");
    }

    /** How often the catalog has said which columns a table has. */
    private long looks(String table) {
        return statements(table, "svv_all_columns").stream()
                .filter(each -> each.status().equals("FINISHED"))
                .count();
    }

    private List<LoggedStatement> statements(String table, String kind) {
        return stack.redshift().statements().stream()
                .filter(each -> each.sql().contains(kind))
                .filter(each -> each.sql().contains(schema))
                .filter(each -> each.sql().contains("\"%s\"".formatted(table))
                        || each.sql().contains("'%s'".formatted(table)))
                .toList();
    }

    private void start(String policy, List<String> tables) {
        Map<String, String> settings = new HashMap<>(stack.connection());
        settings.put("name", "evolution-test");
        settings.put("table.include.list", schema + "\\..*");
        settings.put("watermark.column", "at");
        settings.put("topic.prefix", "test");
        settings.put("poll.interval.ms", "100");
        settings.put("schema.evolution", policy);
        RedshiftSourceTask started = new RedshiftSourceTask();
        started.initialize(context);
        started.start(TaskConfig.toMap(
                settings,
                tables.stream()
                        .map(table -> new TableShare(new TableId(schema, table), "at"))
                        .toList()));
        task = Optional.of(started);
    }

    private void poll() throws InterruptedException {
        List<SourceRecord> batch = task.orElseThrow().poll();
        if (batch != null) {
            records.addAll(batch);
            batch.forEach(record -> context.store(record.sourcePartition(), record.sourceOffset()));
        }
    }

    private void pollUntil(BooleanSupplier reached) throws InterruptedException {
        Instant limit = Instant.now().plus(LIMIT);
        while (!reached.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(limit);
            poll();
        }
    }

    private Struct row(String table, int id) {
        return records.stream()
                .filter(each -> each.topic().equals("test.%s.%s".formatted(schema, table)))
                .map(each -> (Struct) each.value())
                .filter(row -> row.getInt32("id") == id)
                .findFirst()
                .orElseThrow();
    }

    private String values(String table, int id) {
        Struct row = row(table, id);
        return row.schema().fields().stream()
                .filter(field -> !field.name().equals("id") && !field.name().equals("at"))
                .map(field -> field.name() + "=" + row.get(field))
                .collect(Collectors.joining(" "));
    }
}
