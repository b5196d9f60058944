// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import connect.redshift.export.Export;
import connect.redshift.record.SourceHeaders;
import connect.redshift.record.SourceOffset;
import connect.redshift.rows.RowReader;
import connect.redshift.rows.RowReader.RowPosition;
import connect.redshift.table.RecordLayout;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands out the rows of an export. */
final class Reading implements Step {
    private static final Logger LOG = LoggerFactory.getLogger(Reading.class);

    private final TableContext stream;
    private final Export export;
    private final SourceOffset.Reading start;
    private final Instant planned;
    private final Instant began;
    private final ExportCursor cursor;
    private final Progress progress;
    private long told;
    private long toldBad;
    private boolean closed;

    Reading(TableContext stream, Export export, SourceOffset.Reading start, Instant planned) {
        this.stream = stream;
        this.began = stream.now();
        this.export = export;
        this.start = start;
        this.planned = planned;
        RecordLayout layout = stream.shape().recordsOf(export.columns());
        RowReader reader = stream.with()
                .readers()
                .open(layout.value(), export.parts(), new RowPosition(start.part(), start.rows()), stream.whenReady());
        SourceHeaders.Origin origin = new SourceHeaders.Origin(
                export.id(), export.window(), export.columns().unloaded());
        SourceOffset.Finished end =
                new SourceOffset.Finished(export.window().end(), stream.shape().fingerprint(), stream.sharding());
        this.cursor = new ExportCursor(
                export,
                reader,
                stream.with().mapper().rows(layout.key(), origin),
                stream.with().badRows().of(origin, layout),
                start,
                end);
        this.progress = new Progress(export, cursor.count().total(), began);
        tellStatus();
    }

    @Override
    public TableStatus.State state() {
        return TableStatus.State.READING;
    }

    @Override
    public Step advance() {
        if (!cursor.finished()) {
            progress.line(stream.now(), cursor.count().total())
                    .ifPresent(line ->
                            LOG.info("{} export {}: {}", stream.subject().table(), export.id(), line));
            return this;
        }
        cursor.count().requireAll();
        close();
        if (cursor.offset() instanceof SourceOffset.Reading) {
            // The last rows were left out, or somebody edited the offset to point behind them; the window is out.
            stream.moveTo(export.window().end());
        }
        LOG.info(
                "{} export {}: {} rows ({}) in {} ms",
                stream.subject().label(),
                export.id(),
                export.rows(),
                cursor.count(),
                Duration.between(began, stream.now()).toMillis());
        return new Idle(stream, stream.pollAfter(planned));
    }

    @Override
    public List<SourceRecord> records(int max) {
        long before = cursor.count().total();
        List<SourceRecord> records = cursor.next(max);
        tellStatus();
        if (records.isEmpty() && cursor.count().total() > before) {
            // Rows were left out and no record tells so: without this, the task would wait for something to arrive.
            stream.whenReady().run();
        }
        if (!records.isEmpty()) {
            stream.reached(cursor.offset());
            // One batch may begin and end an export, and a commit may still fall in between.
            stream.staged().told(start);
            stream.staged().told(cursor.offset());
        }
        return records;
    }

    private void tellStatus() {
        RowCount count = cursor.count();
        stream.with()
                .status()
                .read(count.sent() - told, count.bad() - toldBad, Math.max(0, export.rows() - count.total()));
        told = count.sent();
        toldBad = count.bad();
    }

    @Override
    public Optional<String> exportInUse() {
        return Optional.of(export.id());
    }

    /** Also tells of bad rows: once, whether the export is through or not. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            cursor.close();
            cursor.count()
                    .badRows()
                    .ifPresent(
                            bad -> LOG.warn("{} export {}: {}", stream.subject().label(), export.id(), bad));
        }
    }
}
