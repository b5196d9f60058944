// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.record.OffsetCodec;
import connect.redshift.record.SourceOffset;
import connect.redshift.statement.ResultRows;
import connect.redshift.statement.Statement;
import connect.redshift.stream.SchemaChange.Readers;
import connect.redshift.table.Ordering;
import connect.redshift.table.SchemaEvolution;
import connect.redshift.testing.FakeStatements;
import connect.redshift.testing.ManualBackground;
import connect.redshift.testing.ManualClock;
import connect.redshift.testing.MemoryStaging;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A table is altered between windows, while one is unloaded, and while nothing runs. */
final class SchemaEvolutionTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final ManualBackground background = new ManualBackground(clock);
    private final MemoryStaging staging = new MemoryStaging(clock);
    private final Random random = new Random(1);
    private final ModelTable table = new ModelTable(Ordering.TIMESTAMP, SECOND, clock, staging, random);
    private final FakeStatements redshift = new FakeStatements(this::run);
    private final List<SchemaChange> changes = new ArrayList<>();
    private final List<SourceRecord> records = new ArrayList<>();
    private Optional<SourceOffset> stored = Optional.empty();
    private TableStream stream;
    private int exports;
    private Runnable duringNextUnload = () -> {};

    private ResultRows run(Statement statement) {
        if (statement.sql().startsWith("UNLOAD")) {
            duringNextUnload.run();
            duringNextUnload = () -> {};
        }
        return table.run(statement);
    }

    /** A task starts, or starts again, where the stored offset says; failures are not forgiven. */
    private void start(SchemaEvolution evolution) {
        TableStream.Subject subject = new TableStream.Subject(
                "life",
                StreamWiring.TABLE,
                "wm",
                StreamWiring.rules(evolution),
                new StartPoint.Earliest(),
                SECOND,
                Duration.ZERO,
                new Backoff(SECOND, LONGEST),
                1);
        stream = new StreamWiring(redshift, staging, clock, background, new StagedLines(staging, random))
                .open(subject, SECOND, () -> stored, () -> "e" + exports++, changes::add);
    }

    /** What was handed out is stored, and the task ends. */
    private void stop() {
        stored = records.isEmpty() ? stored : Optional.of(offset(records.get(records.size() - 1)));
        stream.close();
        background.drain();
        background.clear();
    }

    private static SourceOffset offset(SourceRecord record) {
        return OffsetCodec.parse(new HashMap<>(record.sourceOffset()));
    }

    private void insert(int rows) {
        for (int row = 0; row < rows; row++) {
            long stamp = ModelTable.micros(clock.instant().minus(Duration.ofMinutes(1)))
                    + table.rows().size();
            table.rows().add(new ModelTable.Row(table.rows().size(), stamp, Instant.MIN));
        }
    }

    /** All that comes while nothing but this stream's own work goes on. */
    private void poll() {
        for (int turn = 0; turn < 40; turn++) {
            background.drain();
            records.addAll(stream.poll(2));
        }
    }

    /** Rows come, and a window with them. */
    private void window(int rows) {
        clock.advance(SECOND.multipliedBy(2));
        insert(rows);
        poll();
    }

    /** Two windows with an alteration in between. */
    private void alter(SchemaEvolution evolution, Consumer<ModelColumns> alteration) {
        start(evolution);
        window(3);
        alteration.accept(table.columns());
        window(3);
    }

    private void requireEveryRowOnce() {
        assertThat(records.stream()
                        .filter(each -> each.topic().equals(StreamWiring.ROWS))
                        .map(each -> ((Struct) each.value()).getInt64("id"))
                        .sorted())
                .containsExactlyElementsOf(
                        LongStream.range(0, table.rows().size()).boxed().toList());
    }

    private Struct row(long id) {
        return records.stream()
                .map(each -> (Struct) each.value())
                .filter(row -> row.getInt64("id") == id)
                .findFirst()
                .orElseThrow();
    }

    private Map<String, Object> values(long id) {
        Struct row = row(id);
        Map<String, Object> values = new TreeMap<>();
        for (Field field : row.schema().fields()) {
            if (!field.name().equals("wm") && !field.name().equals("id")) {
                values.put(field.name(), row.get(field));
            }
        }
        return values;
    }

    private List<String> differences() {
        return changes.stream().map(SchemaChange::differences).toList();
    }

    private int statements(String start) {
        return redshift.submitted(sql -> sql.startsWith(start)).size();
    }

    @ParameterizedTest
    @EnumSource(SchemaEvolution.class)
    void anUnchangedTableKeepsItsVerySchemas(SchemaEvolution evolution) {
        start(evolution);
        window(3);
        window(3);
        stream.close();
        assertThat(records).hasSize(6).allSatisfy(each -> {
            assertThat(each.valueSchema()).isSameAs(records.get(0).valueSchema());
            assertThat(each.keySchema()).isSameAs(records.get(0).keySchema());
        });
        assertThat(changes).isEmpty();
    }

    @Test
    void anAddedColumnComesWithTheNextWindow() {
        alter(SchemaEvolution.EVOLVE, columns -> columns.add("note", "character varying(20)"));
        requireEveryRowOnce();
        assertThat(values(0)).isEmpty();
        assertThat(values(3)).isEqualTo(Map.of("note", "note 3"));
        assertThat(changes).singleElement().satisfies(change -> {
            assertThat(change)
                    .hasToString("public.life: added \"note\" character varying(20); readers of either schema read all"
                            + " records (schema.evolution=evolve)");
            assertThat(change.readers()).isEqualTo(Readers.ALL);
        });
    }

    @Test
    void aChangeIsSaidOnceAndSoIsItsUndoing() {
        alter(SchemaEvolution.EVOLVE, columns -> columns.add("note", "character varying(20)"));
        window(3);
        table.columns().drop("note");
        window(3);
        window(3);
        requireEveryRowOnce();
        assertThat(differences())
                .containsExactly("added \"note\" character varying(20)", "dropped \"note\" character varying(20)");
    }

    @Test
    void aDroppedColumnIsNoLongerAField() {
        table.columns().addRequired("n", "integer");
        alter(SchemaEvolution.EVOLVE, columns -> columns.drop("n"));
        requireEveryRowOnce();
        assertThat(values(0)).isEqualTo(Map.of("n", 0));
        assertThat(values(3)).isEmpty();
        assertThat(changes)
                .singleElement()
                .hasToString(
                        "public.life: dropped \"n\" integer NOT NULL; readers of the new schema read old records, but"
                                + " readers of the old one cannot read new records (schema.evolution=evolve)");
    }

    @Test
    void aRenamedColumnIsOneDroppedAndOneAdded() {
        table.columns().add("a", "integer");
        alter(SchemaEvolution.EVOLVE, columns -> {
            columns.drop("a");
            columns.add("b", "integer");
        });
        requireEveryRowOnce();
        assertThat(values(3)).isEqualTo(Map.of("b", 3));
        assertThat(differences()).containsExactly("dropped \"a\" integer, added \"b\" integer");
        assertThat(changes.get(0).readers()).isEqualTo(Readers.ALL);
    }

    @Test
    void aWidenedColumnIsToldAndReadByAll() {
        table.columns().add("note", "character varying(20)");
        alter(SchemaEvolution.EVOLVE, columns -> columns.change("note", "character varying(50)"));
        requireEveryRowOnce();
        assertThat(row(3).schema()).isEqualTo(row(0).schema());
        assertThat(differences())
                .containsExactly("changed \"note\" from character varying(20) to character varying(50)");
        assertThat(changes.get(0).readers()).isEqualTo(Readers.ALL);
    }

    @Test
    void aRetypedColumnSaysWhoCanGoOn() {
        table.columns().add("n", "integer");
        alter(SchemaEvolution.EVOLVE, columns -> columns.change("n", "bigint"));
        requireEveryRowOnce();
        assertThat(values(0)).isEqualTo(Map.of("n", 0));
        assertThat(values(3)).isEqualTo(Map.of("n", 3L));
        assertThat(differences()).containsExactly("changed \"n\" from integer to bigint");
        assertThat(changes.get(0).readers()).isEqualTo(Readers.NEW);
    }

    @Test
    void aTableMadeAnewIsAwaited() {
        table.columns().add("a", "integer");
        start(SchemaEvolution.EVOLVE);
        window(3);
        table.columns().dropAll();
        window(3);
        assertThat(records).hasSize(3);
        clock.advance(LONGEST);
        poll();
        table.columns().add("b", "character varying(9)");
        table.columns().add("wm", "timestamp without time zone");
        table.columns().add("id", "bigint");
        clock.advance(LONGEST);
        poll();
        requireEveryRowOnce();
        assertThat(values(3)).isEqualTo(Map.of("b", "b 3"));
        assertThat(differences()).containsExactly("dropped \"a\" integer, added \"b\" character varying(9)");
    }

    /** The statement fails; a second failure would end the stream. */
    @ParameterizedTest
    @EnumSource(SchemaEvolution.class)
    void aColumnDroppedWhileUnloadRunsCostsOneMoreUnload(SchemaEvolution evolution) {
        table.columns().add("note", "character varying(20)");
        start(evolution);
        window(3);
        clock.advance(SECOND.multipliedBy(2));
        insert(3);
        duringNextUnload = () -> table.columns().drop("note");
        poll();
        assertThat(records).hasSize(3);
        clock.advance(SECOND);
        poll();
        requireEveryRowOnce();
        assertThat(statements("UNLOAD")).isEqualTo(3);
        assertThat(values(3))
                .isEqualTo(evolution == SchemaEvolution.IGNORE ? Collections.singletonMap("note", null) : Map.of());
        assertThat(differences()).containsExactly("dropped \"note\" character varying(20)");
    }

    /** The column went and came back as another after the catalog was asked: what was staged is not what was expected. */
    @Test
    void aColumnMadeAnewWhileUnloadRunsCostsOneMoreUnload() {
        table.columns().add("n", "integer");
        start(SchemaEvolution.EVOLVE);
        window(3);
        clock.advance(SECOND.multipliedBy(2));
        insert(3);
        duringNextUnload = () -> table.columns().change("n", "character varying(9)");
        poll();
        assertThat(records).hasSize(3);
        clock.advance(SECOND);
        poll();
        requireEveryRowOnce();
        assertThat(statements("UNLOAD")).isEqualTo(3);
        assertThat(values(3)).isEqualTo(Map.of("n", "n 3"));
        assertThat(differences()).containsExactly("changed \"n\" from integer to character varying(9)");
    }

    @Test
    void failPassesWhatAllReadersRead() {
        alter(SchemaEvolution.FAIL, columns -> columns.add("note", "character varying(20)"));
        table.columns().change("note", "character varying(50)");
        window(3);
        table.columns().drop("note");
        window(3);
        requireEveryRowOnce();
        assertThat(changes).hasSize(3).extracting(SchemaChange::readers).containsOnly(Readers.ALL);
    }

    @Test
    void failStopsTheTableBeforeItsNextStatementUntilItIsUndone() {
        table.columns().add("n", "integer");
        alter(SchemaEvolution.FAIL, columns -> columns.change("n", "bigint"));
        for (int look = 0; look < 5; look++) {
            clock.advance(LONGEST);
            poll();
        }
        assertThat(records).hasSize(3);
        assertThat(statements("UNLOAD")).isEqualTo(1);
        assertThat(changes).isEmpty();
        table.columns().change("n", "integer");
        clock.advance(LONGEST);
        poll();
        requireEveryRowOnce();
    }

    @Test
    void failIsPassedByARestartWithEvolve() {
        table.columns().add("n", "integer");
        alter(SchemaEvolution.FAIL, columns -> columns.change("n", "bigint"));
        stop();
        start(SchemaEvolution.EVOLVE);
        poll();
        requireEveryRowOnce();
        stop();
        start(SchemaEvolution.FAIL);
        window(3);
        requireEveryRowOnce();
        assertThat(changes).singleElement().extracting(SchemaChange::readers).isEqualTo(Readers.UNKNOWN);
    }

    @Test
    void ignoredColumnsAreNotSelected() {
        alter(SchemaEvolution.IGNORE, columns -> columns.add("note", "character varying(20)"));
        requireEveryRowOnce();
        assertThat(records).allSatisfy(each -> assertThat(each.valueSchema())
                .isSameAs(records.get(0).valueSchema()));
        assertThat(redshift.submitted(sql -> sql.startsWith("UNLOAD")))
                .hasSize(2)
                .noneMatch(each -> each.sql().contains("note"));
        assertThat(changes)
                .singleElement()
                .hasToString("public.life: added \"note\" character varying(20); records stay as they were"
                        + " (schema.evolution=ignore)");
    }

    @Test
    void ignoreSendsNullForADroppedColumnUntilItIsBack() {
        table.columns().add("note", "character varying(20)");
        alter(SchemaEvolution.IGNORE, columns -> columns.drop("note"));
        assertThat(row(3).schema()).isSameAs(row(0).schema());
        assertThat(row(3).get("note")).isNull();
        table.columns().add("note", "character varying(20)");
        window(3);
        requireEveryRowOnce();
        assertThat(values(6)).isEqualTo(Map.of("note", "note 6"));
    }

    @Test
    void ignoreStopsAtADroppedColumnThatCannotBeNull() {
        table.columns().addRequired("n", "integer");
        alter(SchemaEvolution.IGNORE, columns -> columns.drop("n"));
        clock.advance(LONGEST.multipliedBy(5));
        poll();
        assertThat(records).hasSize(3);
        assertThat(statements("UNLOAD")).isEqualTo(1);
        table.columns().addRequired("n", "integer");
        clock.advance(LONGEST);
        poll();
        requireEveryRowOnce();
    }

    @Test
    void ignoreReadsValuesThatFitTheOldField() {
        table.columns().add("n", "bigint");
        table.columns().add("note", "character varying(20)");
        alter(SchemaEvolution.IGNORE, columns -> {
            columns.change("n", "integer");
            columns.change("note", "character varying(50)");
        });
        requireEveryRowOnce();
        assertThat(row(3).schema()).isEqualTo(row(0).schema());
        assertThat(values(3)).isEqualTo(Map.of("n", 3L, "note", "note 3"));
        Schema kept = row(3).schema();
        window(3);
        assertThat(row(6).schema()).isSameAs(kept);
        assertThat(changes).hasSize(1);
    }

    @Test
    void ignoreStopsAtValuesThatMayNotFit() {
        table.columns().add("n", "integer");
        alter(SchemaEvolution.IGNORE, columns -> columns.change("n", "bigint"));
        clock.advance(LONGEST.multipliedBy(5));
        poll();
        assertThat(records).hasSize(3);
        table.columns().change("n", "smallint");
        clock.advance(LONGEST);
        poll();
        requireEveryRowOnce();
        assertThat(values(3)).isEqualTo(Map.of("n", 3));
    }

    /** Connect stores an offset in the middle of an export, and the table is altered before the task starts again. */
    @ParameterizedTest
    @EnumSource(SchemaEvolution.class)
    void anExportReadToItsEndKeepsItsColumns(SchemaEvolution evolution) {
        table.columns().add("note", "character varying(20)");
        start(evolution);
        insert(6);
        for (int turn = 0; records.isEmpty(); turn++) {
            assertThat(turn).isLessThan(40);
            background.drain();
            records.addAll(stream.poll(2));
        }
        stop();
        assertThat(stored.orElseThrow()).isInstanceOf(SourceOffset.Reading.class);
        table.columns().drop("note");
        table.columns().add("n", "integer");
        start(evolution);
        poll();
        assertThat(changes).isEmpty();
        assertThat(records).hasSize(6).allSatisfy(each -> assertThat(each.valueSchema())
                .isEqualTo(records.get(0).valueSchema()));
        window(3);
        requireEveryRowOnce();
        assertThat(values(6))
                .isEqualTo(
                        evolution == SchemaEvolution.IGNORE ? Collections.singletonMap("note", null) : Map.of("n", 6));
        assertThat(differences()).containsExactly("dropped \"note\" character varying(20), added \"n\" integer");
    }

    /** What the table was before is known from its fingerprint, since Redshift adds columns at the end. */
    @ParameterizedTest
    @EnumSource(SchemaEvolution.class)
    void aColumnAddedBetweenTasksIsTreatedAsOneAddedBetweenWindows(SchemaEvolution evolution) {
        start(evolution);
        window(3);
        stop();
        table.columns().add("note", "character varying(20)");
        start(evolution);
        window(3);
        requireEveryRowOnce();
        assertThat(differences()).containsExactly("added \"note\" character varying(20)");
        assertThat(values(3)).isEqualTo(evolution == SchemaEvolution.IGNORE ? Map.of() : Map.of("note", "note 3"));
    }

    @Test
    void failLosesNothingWhileItWaitsForAColumnDroppedBetweenTasks() {
        table.columns().add("note", "character varying(20)");
        start(SchemaEvolution.FAIL);
        window(3);
        stop();
        table.columns().drop("note");
        start(SchemaEvolution.FAIL);
        window(3);
        clock.advance(LONGEST);
        poll();
        assertThat(records).hasSize(3);
        assertThat(statements("UNLOAD")).isEqualTo(1);
        // As somebody does who accepts the change: the same offset without its fingerprint.
        stop();
        stored = stored.map(offset -> new SourceOffset.Finished(((SourceOffset.Finished) offset).position()));
        start(SchemaEvolution.FAIL);
        poll();
        requireEveryRowOnce();
        assertThat(changes).isEmpty();
    }

    /** A position that no row tells carries the fingerprint on. */
    @Test
    void aWindowWithoutRowsForgetsNoColumns() {
        start(SchemaEvolution.EVOLVE);
        window(3);
        duringNextUnload = () -> table.rows().subList(3, 6).clear();
        window(3);
        assertThat(records).hasSize(4);
        assertThat(records.get(3).topic()).isEqualTo(StreamWiring.HEARTBEATS);
        assertThat(records.get(3).sourceOffset().get("fingerprint"))
                .isNotNull()
                .isEqualTo(records.get(2).sourceOffset().get("fingerprint"));
    }
}
