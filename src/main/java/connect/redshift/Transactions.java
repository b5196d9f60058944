// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import connect.redshift.record.OffsetCodec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.TransactionContext;

/**
 * Ends a task's transactions with {@code transaction.boundary=connector}: with a window's last row, after so many rows,
 * or after so long, whichever comes first. A task has one transaction for all its tables, so only a task of one table
 * has its windows whole. A commit is asked for before the records are returned, and made when they are sent; a poll
 * without records gives Connect the occasion to make one, too (KAFKA-14727, in 3.4.1 and 3.5.0), so a transaction does
 * not wait for the next row. Nothing is ever aborted: Connect stores the offsets of aborted records.
 */
final class Transactions {
    private final TransactionContext context;
    private final OptionalLong mostRows;
    private final Duration longest;
    private final Clock clock;

    private long rows;
    private Instant began = Instant.MIN;

    /**
     * @param longest how long a transaction may be open before the next poll ends it; a poll comes every second
     */
    Transactions(TransactionContext context, OptionalLong mostRows, Duration longest, Clock clock) {
        this.context = context;
        this.mostRows = mostRows;
        this.longest = longest;
        this.clock = clock;
    }

    /** What a poll is about to return, possibly nothing. */
    void handOver(List<SourceRecord> batch) {
        if (rows == 0) {
            began = clock.instant();
        }
        for (SourceRecord record : batch) {
            rows++;
            if (mostRows.isPresent() && rows >= mostRows.getAsLong()) {
                context.commitTransaction(record);
                begin();
            }
        }
        if (rows > 0 && (endsWindow(batch) || isOld())) {
            context.commitTransaction();
            begin();
        }
    }

    private void begin() {
        rows = 0;
        began = clock.instant();
    }

    private boolean isOld() {
        return !clock.instant().isBefore(began.plus(longest));
    }

    /** A poll brings rows of one window only, so only its last record can end one: no export is needed behind it. */
    private static boolean endsWindow(List<SourceRecord> batch) {
        return !batch.isEmpty()
                && OffsetCodec.parse(batch.get(batch.size() - 1).sourceOffset())
                        .exportInUse()
                        .isEmpty();
    }
}
