// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * A task's tables in fair turns. A poll brings records of one table only, so that what one table throws can never take
 * another's records with it, and comes back within a second, because Connect stops a task on the same thread.
 */
public final class TaskStreams {
    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);

    private final List<TableStream> streams;
    private final Pause pause;
    private final int batchRows;
    private int next;

    public TaskStreams(List<TableStream> streams, Pause pause, int batchRows) {
        this.streams = List.copyOf(streams);
        this.pause = pause;
        this.batchRows = batchRows;
    }

    /** The next records, or none if there are none within half a second. */
    public List<SourceRecord> poll() throws InterruptedException {
        List<SourceRecord> records = round();
        if (!records.isEmpty()) {
            return records;
        }
        pause.upTo(LONGEST_WAIT);
        return round();
    }

    private List<SourceRecord> round() {
        for (int turn = 0; turn < streams.size(); turn++) {
            TableStream stream = streams.get(next);
            next = (next + 1) % streams.size();
            List<SourceRecord> records = stream.poll(batchRows);
            if (!records.isEmpty()) {
                return records;
            }
        }
        return List.of();
    }

    /** What runs in Redshift was cancelled on purpose, which is no failure: each table takes up again from where it is. */
    public void takeUpAgain() {
        streams.forEach(TableStream::takeUpAgain);
    }

    /** Stops every table's work. */
    public void close() {
        streams.forEach(TableStream::close);
    }
}
