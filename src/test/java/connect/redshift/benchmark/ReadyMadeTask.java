// SPDX-License-Identifier: Apache-2.0
package connect.redshift.benchmark;

import connect.redshift.RedshiftSourceTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/** Makes its records before it hands out the first, and then only lists of them. */
public final class ReadyMadeTask extends SourceTask {
    private static final long IDLE_NANOS = 100_000_000;

    private final RedshiftSourceTask real = new RedshiftSourceTask();
    private List<List<SourceRecord>> batches = List.of();
    private long left;
    private int next;

    @Override
    public void start(Map<String, String> settings) {
        left = Long.parseLong(settings.get(ReadyMadeConnector.ROWS));
        int count = Integer.parseInt(settings.get(ReadyMadeConnector.RECORDS));
        int size = Integer.parseInt(settings.get("max.batch.size"));
        List<SourceRecord> records = made(ReadyMadeConnector.others(settings), count);
        List<List<SourceRecord>> full = new ArrayList<>();
        for (int from = 0; from + size <= count; from += size) {
            full.add(List.copyOf(records.subList(from, from + size)));
        }
        batches = full;
    }

    private List<SourceRecord> made(Map<String, String> settings, int count) {
        real.initialize(context);
        real.start(settings);
        try {
            List<SourceRecord> records = new ArrayList<>();
            while (records.size() < count) {
                List<SourceRecord> some = real.poll();
                if (some != null) {
                    records.addAll(some);
                }
            }
            return records;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        } finally {
            real.stop();
        }
    }

    @Override
    public List<SourceRecord> poll() {
        if (left == 0) {
            LockSupport.parkNanos(IDLE_NANOS);
            return null;
        }
        List<SourceRecord> batch = batches.get(next);
        next = (next + 1) % batches.size();
        if (batch.size() > left) {
            batch = batch.subList(0, (int) left);
        }
        left -= batch.size();
        return batch;
    }

    @Override
    public String version() {
        return real.version();
    }

    /** The real task was stopped when it had made the records. */
    @Override
    public void stop() {
        batches = List.of();
    }
}
