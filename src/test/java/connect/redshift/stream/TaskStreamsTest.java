// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.table.KeyRules;
import connect.redshift.table.Ordering;
import connect.redshift.table.SchemaNames;
import connect.redshift.table.TableRules;
import connect.redshift.testing.FakeStatements;
import connect.redshift.testing.ManualBackground;
import connect.redshift.testing.ManualClock;
import connect.redshift.testing.MemoryStaging;
import connect.redshift.testing.RecordedPause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

final class TaskStreamsTest {
    private final ManualClock clock = new ManualClock();
    private final ManualBackground background = new ManualBackground(clock);
    private final RecordedPause pause = new RecordedPause(background::drain);
    private final List<FakeStatements> redshifts = new ArrayList<>();

    /** A stream whose schema name says which one it is. */
    private TableStream stream(String name, int rows) {
        MemoryStaging staging = new MemoryStaging(clock);
        Random random = new Random(1);
        ModelTable table = new ModelTable(Ordering.TIMESTAMP, Duration.ofSeconds(1), clock, staging, random);
        for (int row = 0; row < rows; row++) {
            table.rows().add(new ModelTable.Row(row, 1_000_000L * row, Instant.MIN));
        }
        FakeStatements redshift = new FakeStatements(table);
        redshifts.add(redshift);
        TableStream.Subject subject = new TableStream.Subject(
                name,
                StreamWiring.TABLE,
                Optional.of("wm"),
                new TableRules(new SchemaNames(name, name + ".Key"), new KeyRules(List.of())),
                new TableStream.Snapshot(new StartPoint.Earliest()),
                Duration.ofSeconds(1),
                Duration.ZERO,
                new TableStream.Failures(
                        new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1)),
                        -1,
                        TableStream.GivingUp.FAIL,
                        false));
        return new StreamWiring(redshift, staging, clock, background, new StagedLines(staging, random))
                .open(subject, Duration.ofSeconds(1), Optional::empty, () -> name);
    }

    private static String from(List<SourceRecord> records) {
        List<String> names = records.stream()
                .map(each -> each.valueSchema().name())
                .distinct()
                .toList();
        assertThat(names).as("tables in one poll").hasSize(1);
        return names.get(0);
    }

    private List<String> polls(TaskStreams streams, int count) throws InterruptedException {
        List<String> order = new ArrayList<>();
        for (int poll = 0; poll < count; poll++) {
            List<SourceRecord> records = streams.poll();
            if (!records.isEmpty()) {
                order.add(from(records));
            }
        }
        return order;
    }

    @Test
    void tablesTakeTurns() throws InterruptedException {
        TaskStreams streams = new TaskStreams(List.of(stream("a", 200), stream("b", 200)), pause, 1);
        List<String> order = polls(streams, 120);
        assertThat(order).hasSizeGreaterThan(80);
        for (String name : List.of("a", "b")) {
            assertThat(order.stream().filter(name::equals).count())
                    .as("turns of " + name)
                    .isGreaterThan(order.size() / 3);
        }
    }

    @Test
    void aSlowTableDoesNotDelayAnother() throws InterruptedException {
        TableStream slow = stream("slow", 10);
        redshifts.get(0).runFor(1_000_000);
        TaskStreams streams = new TaskStreams(List.of(slow, stream("quick", 10)), pause, 100);
        assertThat(polls(streams, 40)).isNotEmpty().containsOnly("quick");
    }

    @Test
    void aPollWithoutRecordsWaitsOnceAndLessThanASecond() throws InterruptedException {
        TaskStreams streams = new TaskStreams(List.of(stream("a", 0), stream("b", 0)), pause, 100);
        assertThat(streams.poll()).isEmpty();
        assertThat(pause.waits()).containsExactly(Duration.ofMillis(500));
    }

    @Test
    void aPollWithRecordsDoesNotWait() throws InterruptedException {
        TaskStreams streams = new TaskStreams(List.of(stream("a", 10)), pause, 1);
        List<SourceRecord> records = streams.poll();
        while (records.isEmpty()) {
            records = streams.poll();
        }
        int waits = pause.waits().size();
        int withRecords = 0;
        for (int poll = 0; poll < 5; poll++) {
            int before = pause.waits().size();
            withRecords += !streams.poll().isEmpty() && pause.waits().size() == before ? 1 : 0;
        }
        assertThat(withRecords).isPositive();
        assertThat(pause.waits().size() - waits).isLessThan(5);
    }

    @Test
    void whatComesDuringTheWaitIsReturnedByTheSamePoll() throws InterruptedException {
        TaskStreams streams = new TaskStreams(List.of(stream("a", 1)), pause, 100);
        List<SourceRecord> records = List.of();
        while (records.isEmpty()) {
            records = streams.poll();
        }
        assertThat(from(records)).isEqualTo("a");
    }
}
