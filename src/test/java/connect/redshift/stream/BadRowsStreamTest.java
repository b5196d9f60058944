// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.record.BadRows;
import connect.redshift.record.OffsetCodec;
import connect.redshift.record.SourceOffset;
import connect.redshift.rows.RowReader;
import connect.redshift.table.Ordering;
import connect.redshift.testing.FakeStatements;
import connect.redshift.testing.ManualBackground;
import connect.redshift.testing.ManualClock;
import connect.redshift.testing.MemoryStaging;
import connect.redshift.window.Wanted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One export of fourteen rows, some of them bad: what is sent, and what a worker that was killed sends after it. */
final class BadRowsStreamTest {
    private static final int ROWS = 14;
    private static final BadRows SKIP = new BadRows(new BadRows.Skip(), 0);
    private static final BadRows TO_TOPIC = new BadRows(StreamWiring.TO_TOPIC, 0);
    private static final BadRows FAIL = BadRows.failing(StreamWiring.TABLE);

    private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final ManualBackground background = new ManualBackground(clock);
    private final MemoryStaging staging = new MemoryStaging(clock);
    private final ModelTable table =
            new ModelTable(Ordering.NUMBER, Duration.ofSeconds(5), clock, staging, new Random(1));
    private final FakeStatements redshift = new FakeStatements(table);
    private final StagedLines lines = new StagedLines(staging, new Random(2));
    private UnaryOperator<RowReader.Factory> disturbance = readers -> readers;
    private Optional<Map<String, Object>> stored = Optional.empty();
    private TableStream stream;
    private int exports;
    private int wokenUp;

    /** Rows by their place among those of the export. */
    static Stream<Set<Integer>> places() {
        return Stream.of(
                Set.of(0),
                Set.of(6),
                Set.of(ROWS - 1),
                Set.of(0, 1, 2),
                Set.of(5, 6, 8),
                Set.of(ROWS - 3, ROWS - 2, ROWS - 1),
                Set.of(0, ROWS - 1),
                IntStream.range(0, ROWS - 1).boxed().collect(Collectors.toSet()),
                IntStream.range(0, ROWS).boxed().collect(Collectors.toSet()));
    }

    private void start(BadRows badRows) {
        stream = new StreamWiring(redshift, staging, clock, background, disturbance.apply(lines), badRows)
                .open(
                        new TableStream.Subject(
                                "life",
                                StreamWiring.TABLE,
                                Optional.of("wm"),
                                StreamWiring.RULES,
                                new TableStream.Snapshot(new StartPoint.Earliest()),
                                Duration.ofHours(1),
                                Duration.ZERO,
                                new TableStream.Failures(
                                        new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1)),
                                        0,
                                        TableStream.GivingUp.FAIL,
                                        false)),
                        Duration.ofSeconds(5),
                        Wanted.DEFAULT,
                        () -> stored.map(OffsetCodec::parse),
                        () -> "e" + exports++,
                        change -> {},
                        () -> wokenUp++);
    }

    /** Has the table exported and learns in which order: what an untroubled task sends. */
    private List<SourceRecord> unload() {
        while (table.rows().size() < ROWS) {
            table.rows()
                    .add(new ModelTable.Row(table.rows().size(), table.rows().size(), Instant.MIN));
        }
        start(FAIL);
        List<SourceRecord> first = new ArrayList<>();
        while (first.isEmpty()) {
            first.addAll(poll(1));
        }
        // As if it had been told before the first row: the export is there to be read from its beginning.
        stored = Optional.of(
                new SourceOffset.Reading("e0", ((SourceOffset.Reading) offset(first.get(0))).window(), 0, 0).toMap());
        first.addAll(pollAll(3));
        assertThat(first).hasSize(ROWS);
        stream.close();
        return first;
    }

    private List<SourceRecord> poll(int max) {
        background.drain();
        // Numbers are settled only when Redshift's clock has moved on.
        clock.advance(Duration.ofSeconds(2));
        return stream.poll(max);
    }

    private List<SourceRecord> pollAll(int max) {
        List<SourceRecord> records = new ArrayList<>();
        for (int turn = 0; turn < 60; turn++) {
            records.addAll(poll(max));
        }
        return records;
    }

    private void spoil(List<SourceRecord> order, Set<Integer> places) {
        Set<Long> ids = places.stream().map(order::get).map(StreamWiring::id).collect(Collectors.toSet());
        lines.spoil(ids::contains);
    }

    private static SourceOffset offset(SourceRecord told) {
        return OffsetCodec.parse(map(told));
    }

    private static Map<String, Object> map(SourceRecord told) {
        return new HashMap<>(told.sourceOffset());
    }

    private static List<Long> ids(List<SourceRecord> records) {
        return records.stream()
                .filter(record -> !record.topic().equals(StreamWiring.HEARTBEATS))
                .map(StreamWiring::id)
                .toList();
    }

    private static List<Long> goodIds(List<SourceRecord> order, Set<Integer> bad) {
        return IntStream.range(0, ROWS)
                .filter(place -> !bad.contains(place))
                .mapToObj(order::get)
                .map(StreamWiring::id)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("places")
    void skippedRowsAreMissingAndTheWindowEndsAllTheSame(Set<Integer> bad) {
        List<SourceRecord> order = unload();
        spoil(order, bad);
        start(SKIP);
        List<SourceRecord> records = pollAll(3);
        assertThat(ids(records)).isEqualTo(goodIds(order, bad));
        SourceRecord last = records.get(records.size() - 1);
        assertThat(offset(last)).isEqualTo(offset(order.get(ROWS - 1)));
        assertThat(records.stream().filter(record -> record.topic().equals(StreamWiring.HEARTBEATS)))
                .hasSize(bad.contains(ROWS - 1) ? 1 : 0);
        stored = Optional.of(map(last));
        pollAll(3);
        assertThat(staging.objects()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("places")
    void lettersStandWhereTheirRowsWouldWithTheSameOffsets(Set<Integer> bad) {
        List<SourceRecord> order = unload();
        spoil(order, bad);
        start(TO_TOPIC);
        List<SourceRecord> records = pollAll(3);
        assertThat(ids(records)).isEqualTo(ids(order));
        for (int place = 0; place < ROWS; place++) {
            SourceRecord record = records.get(place);
            assertThat(record.topic()).isEqualTo(bad.contains(place) ? StreamWiring.LETTERS : StreamWiring.ROWS);
            assertThat(record.sourcePartition()).isEqualTo(order.get(place).sourcePartition());
            assertThat(record.sourceOffset()).isEqualTo(order.get(place).sourceOffset());
        }
        assertThat(records).hasSize(ROWS);
    }

    @ParameterizedTest
    @MethodSource("places")
    void failingTableStopsBeforeTheFirstBadRowAndGoesOnUnderAnotherPolicy(Set<Integer> bad) {
        List<SourceRecord> order = unload();
        spoil(order, bad);
        int first = bad.stream().min(Integer::compare).orElseThrow();
        start(FAIL);
        List<SourceRecord> records = new ArrayList<>();
        assertThatThrownBy(() -> {
                    for (int turn = 0; turn < 60; turn++) {
                        records.addAll(poll(3));
                    }
                })
                .isInstanceOf(StreamFailedException.class)
                .hasMessageContaining("Table \"public.life\" has a bad row in export e0: row ")
                .hasMessageContaining(
                        ".parquet, column \"wm\": is spoilt. errors.row.mode=fail stops the table there; set it to \"topic\""
                                + " or \"skip\" to go on behind such rows.");
        assertThat(ids(records)).isEqualTo(ids(order).subList(0, first));
        assertThat(records).allSatisfy(told -> assertThat(offset(told)).isInstanceOf(SourceOffset.Reading.class));
        if (first > 0) {
            stored = Optional.of(map(records.get(first - 1)));
        }
        start(TO_TOPIC);
        assertThat(ids(pollAll(3))).isEqualTo(ids(order).subList(first, ROWS));
    }

    /** Killed behind each record, with batches of each size, and taken up behind the last offset. */
    @ParameterizedTest
    @MethodSource("places")
    void crashAmongBadRowsLosesAndDoublesNothing(Set<Integer> bad) {
        List<SourceRecord> order = unload();
        spoil(order, bad);
        Optional<Map<String, Object>> beginning = stored;
        for (BadRows badRows : List.of(SKIP, TO_TOPIC)) {
            List<Long> all = badRows.equals(SKIP) ? goodIds(order, bad) : ids(order);
            for (int crash = 0; crash < all.size(); crash++) {
                stored = beginning;
                List<SourceRecord> records = new ArrayList<>();
                start(badRows);
                while (records.size() <= crash) {
                    records.addAll(poll(1 + crash % 3));
                }
                // What came with it in its batch is lost with the worker.
                List<SourceRecord> kept = records.subList(0, crash + 1);
                stored = Optional.of(map(kept.get(crash)));
                start(badRows);
                List<Long> ids = new ArrayList<>(ids(kept));
                ids.addAll(ids(pollAll(1 + crash % 4)));
                assertThat(ids)
                        .as("%s, killed behind record %d", badRows.policy(), crash)
                        .isEqualTo(all);
            }
        }
    }

    @Test
    void recordsThatAreTooLongAreBadRows() {
        table.alter();
        List<SourceRecord> order = unload();
        // Two numbers in the value, one in the key, and the note: "note 9" has six bytes, "note 10" has seven.
        start(new BadRows(StreamWiring.TO_TOPIC, 30));
        List<SourceRecord> records = pollAll(3);
        assertThat(ids(records)).isEqualTo(ids(order));
        assertThat(records).allSatisfy(record -> assertThat(record.topic())
                .isEqualTo(StreamWiring.id(record) < 10 ? StreamWiring.ROWS : StreamWiring.LETTERS));
    }

    /** A task waits while nothing comes, and here nothing would come for as long as rows are bad. */
    @Test
    void rowsThatAreSkippedAskForTheNextPoll() {
        List<SourceRecord> order = unload();
        wokenUp = 0;
        start(SKIP);
        pollAll(1);
        int usual = wokenUp;
        spoil(order, Set.of(3, 4, 5));
        wokenUp = 0;
        start(SKIP);
        pollAll(1);
        assertThat(wokenUp).isEqualTo(usual + 3);
    }

    private void requireMismatch(String counts) {
        start(SKIP);
        List<SourceRecord> records = new ArrayList<>();
        assertThatThrownBy(() -> {
                    for (int turn = 0; turn < 60; turn++) {
                        records.addAll(poll(3));
                    }
                })
                .isInstanceOf(StreamFailedException.class)
                .hasMessageContaining("Export e0 has 14 rows by its manifest, and these were read: " + counts);
        assertThat(records).allSatisfy(told -> assertThat(offset(told)).isInstanceOf(SourceOffset.Reading.class));
    }

    @Test
    void rowThatIsLostOnTheWayKeepsTheWindowOpen() {
        unload();
        disturbance = readers -> new UnfaithfulReaders(readers, UnfaithfulReaders.Fault.LOSE);
        requireMismatch("13 handed to Kafka, 0 before, 0 skipped, 0 sent to the topic of bad rows.");
    }

    @Test
    void rowThatComesTwiceKeepsTheWindowOpen() {
        unload();
        disturbance = readers -> new UnfaithfulReaders(readers, UnfaithfulReaders.Fault.DOUBLE);
        requireMismatch("15 handed to Kafka, 0 before, 0 skipped, 0 sent to the topic of bad rows.");
    }

    @Test
    void endThatComesTooEarlyKeepsTheWindowOpen() {
        List<SourceRecord> order = unload();
        spoil(order, Set.of(0));
        disturbance = readers -> new UnfaithfulReaders(readers, UnfaithfulReaders.Fault.END);
        requireMismatch("0 handed to Kafka, 0 before, 1 skipped, 0 sent to the topic of bad rows.");
    }
}
