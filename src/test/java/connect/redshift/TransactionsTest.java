// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.record.SourceOffset;
import connect.redshift.table.Ordering;
import connect.redshift.testing.ManualClock;
import connect.redshift.window.Position;
import connect.redshift.window.Watermark;
import connect.redshift.window.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.TransactionContext;
import org.junit.jupiter.api.Test;

final class TransactionsTest {
    private static final Window WINDOW = new Window(new Position.Beginning(), new Watermark(Ordering.NUMBER, "10"));

    private final ManualClock clock = new ManualClock();
    private final Asked asked = new Asked();

    private Transactions transactions(long mostRows) {
        return new Transactions(
                asked, mostRows == 0 ? OptionalLong.empty() : OptionalLong.of(mostRows), Duration.ofSeconds(20), clock);
    }

    private static List<SourceRecord> rows(int first, int count) {
        List<SourceRecord> records = new ArrayList<>();
        for (int row = first; row < first + count; row++) {
            records.add(record(row, new SourceOffset.Reading("e1", WINDOW, 0, row)));
        }
        return records;
    }

    private static List<SourceRecord> lastRows(int first, int count) {
        List<SourceRecord> records = rows(first, count - 1);
        records.add(record(first + count - 1, new SourceOffset.Finished(WINDOW.end())));
        return records;
    }

    private static SourceRecord record(int row, SourceOffset behind) {
        return new SourceRecord(Map.of("table", "t"), behind.toMap(), "topic", Schema.INT32_SCHEMA, row);
    }

    @Test
    void aWindowIsOneTransaction() {
        Transactions transactions = transactions(0);
        transactions.handOver(rows(1, 3));
        transactions.handOver(List.of());
        transactions.handOver(rows(4, 3));
        assertThat(asked.commits).isEmpty();
        transactions.handOver(lastRows(7, 2));
        assertThat(asked.commits).containsExactly("batch");
    }

    @Test
    void pollsWithoutRowsEndNothing() {
        Transactions transactions = transactions(0);
        for (int poll = 0; poll < 100; poll++) {
            clock.advance(Duration.ofSeconds(1));
            transactions.handOver(List.of());
        }
        assertThat(asked.commits).isEmpty();
    }

    /** S3 is slow, or the window of another table keeps the transaction open. */
    @Test
    void anOpenTransactionIsEndedByAPollWithoutRows() {
        Transactions transactions = transactions(0);
        clock.advance(Duration.ofHours(1));
        transactions.handOver(rows(1, 3));
        clock.advance(Duration.ofSeconds(19));
        transactions.handOver(List.of());
        assertThat(asked.commits).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        transactions.handOver(List.of());
        assertThat(asked.commits).containsExactly("batch");
        clock.advance(Duration.ofHours(1));
        transactions.handOver(List.of());
        assertThat(asked.commits).containsExactly("batch");
    }

    @Test
    void anOpenTransactionIsEndedByRowsThatComeLate() {
        Transactions transactions = transactions(0);
        transactions.handOver(rows(1, 1));
        clock.advance(Duration.ofSeconds(20));
        transactions.handOver(rows(2, 1));
        assertThat(asked.commits).containsExactly("batch");
    }

    /** The time counts from a transaction's first row, not from the end of the one before. */
    @Test
    void eachTransactionHasItsOwnTime() {
        Transactions transactions = transactions(0);
        transactions.handOver(lastRows(1, 1));
        clock.advance(Duration.ofSeconds(19));
        transactions.handOver(rows(2, 1));
        clock.advance(Duration.ofSeconds(19));
        transactions.handOver(rows(3, 1));
        assertThat(asked.commits).containsExactly("batch");
        clock.advance(Duration.ofSeconds(1));
        transactions.handOver(rows(4, 1));
        assertThat(asked.commits).containsExactly("batch", "batch");
    }

    @Test
    void rowsAreCountedOverBatchesAndWithinThem() {
        Transactions transactions = transactions(4);
        transactions.handOver(rows(1, 3));
        assertThat(asked.commits).isEmpty();
        transactions.handOver(rows(4, 6));
        assertThat(asked.commits).containsExactly("row 4", "row 8");
        transactions.handOver(lastRows(10, 1));
        assertThat(asked.commits).containsExactly("row 4", "row 8", "batch");
    }

    @Test
    void aWindowThatEndsWithItsTransactionEndsItOnce() {
        Transactions transactions = transactions(3);
        transactions.handOver(lastRows(1, 3));
        assertThat(asked.commits).containsExactly("row 3");
        clock.advance(Duration.ofMinutes(1));
        transactions.handOver(List.of());
        assertThat(asked.commits).containsExactly("row 3");
    }

    @Test
    void aHeartbeatOfAnIdleTableIsATransaction() {
        Transactions transactions = transactions(0);
        transactions.handOver(List.of(record(0, new SourceOffset.Finished(WINDOW.end()))));
        assertThat(asked.commits).containsExactly("batch");
    }

    /** A bulk read, the last window of all, and the rows without a watermark end as any window does. */
    @Test
    void everyKindOfWindowEndsItsTransaction() {
        Position whole = new Position.WholeRead(Instant.parse("2026-01-31T00:00:00Z"));
        List<Position> ends = List.of(whole, new Position.Ended(whole), new Position.NullsRead());
        for (Position end : ends) {
            Transactions transactions = transactions(0);
            Window window = new Window(new Position.Beginning(), end);
            transactions.handOver(List.of(record(1, new SourceOffset.Reading("e1", window, 0, 1))));
            transactions.handOver(List.of(record(2, new SourceOffset.Finished(end))));
        }
        assertThat(asked.commits).containsExactly("batch", "batch", "batch");
    }

    /** What Connect was asked for; an abort would lose rows. */
    private static final class Asked implements TransactionContext {
        private final List<String> commits = new ArrayList<>();

        @Override
        public void commitTransaction() {
            commits.add("batch");
        }

        @Override
        public void commitTransaction(SourceRecord record) {
            commits.add("row " + record.value());
        }

        @Override
        public void abortTransaction() {
            throw new AssertionError("rows would be lost");
        }

        @Override
        public void abortTransaction(SourceRecord record) {
            throw new AssertionError("rows would be lost");
        }
    }
}
