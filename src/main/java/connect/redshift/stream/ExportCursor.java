// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import connect.redshift.export.Export;
import connect.redshift.record.BadRowException;
import connect.redshift.record.BadRows;
import connect.redshift.record.RowMapper;
import connect.redshift.record.SourceOffset;
import connect.redshift.rows.RowBatch;
import connect.redshift.rows.RowReader;
import connect.redshift.rows.RowReader.RowPosition;
import connect.redshift.table.BadRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Walks the rows of an export and knows for each of them the offset behind it; the last one closes the window, once all
 * rows are accounted for.
 */
final class ExportCursor implements AutoCloseable {
    private final Export export;
    private final RowReader reader;
    private final RowMapper mapper;
    private final BadRows.OfExport badRows;
    private final RowPosition last;
    private final SourceOffset.Reading start;
    private final SourceOffset.Finished end;
    private final RowCount count;
    private SourceOffset offset;
    private Optional<BadRowException> stop = Optional.empty();

    /**
     * @param reader stands where {@code start} says
     * @param end the offset behind the last row
     */
    ExportCursor(
            Export export,
            RowReader reader,
            RowMapper mapper,
            BadRows.OfExport badRows,
            SourceOffset.Reading start,
            SourceOffset.Finished end) {
        this.export = export;
        this.reader = reader;
        this.mapper = mapper;
        this.badRows = badRows;
        this.last = lastRow(export);
        this.count = new RowCount(export, start);
        this.start = start;
        this.offset = start;
        this.end = end;
    }

    /**
     * Rows that are there now, as records; empty while S3 is slow, where all of them are left out, and at the end. A bad
     * row that stops the table is thrown once the records before it were returned.
     */
    List<SourceRecord> next(int max) {
        if (stop.isPresent()) {
            throw stop.get();
        }
        RowBatch batch = reader.next(max);
        List<SourceRecord> records = new ArrayList<>(batch.size());
        try {
            take(batch, records);
        } catch (BadRowException bad) {
            if (records.isEmpty()) {
                throw bad;
            }
            stop = Optional.of(bad);
        }
        return records;
    }

    private void take(RowBatch batch, List<SourceRecord> records) {
        int good = 0;
        int bad = 0;
        for (long row = batch.firstRow(); row < batch.firstRow() + batch.size(); row++) {
            if (bad < batch.bad().size() && batch.bad().get(bad).index() == row) {
                takeBad(batch.part(), batch.bad().get(bad++), records);
                continue;
            }
            Struct decoded = batch.rows().get(good++);
            Optional<BadRow> tooLong = badRows.tooLong(decoded, row);
            if (tooLong.isPresent()) {
                takeBad(batch.part(), tooLong.get(), records);
                continue;
            }
            SourceOffset behind = behind(batch.part(), row + 1);
            count.handed();
            hand(mapper.record(decoded, batch.part(), row, behind), behind, records);
        }
    }

    private void takeBad(int part, BadRow row, List<SourceRecord> records) {
        String file = export.file(part);
        SourceOffset behind = behind(part, row.index() + 1);
        Optional<SourceRecord> instead = badRows.instead(row, part, file, behind);
        count.bad(row, file, instead.isPresent());
        instead.ifPresent(letter -> hand(letter, behind, records));
    }

    private void hand(SourceRecord next, SourceOffset behind, List<SourceRecord> records) {
        if (behind instanceof SourceOffset.Finished) {
            count.requireAll();
        }
        offset = behind;
        records.add(next);
    }

    /** The offset behind the last returned record, or where the cursor started. */
    SourceOffset offset() {
        return offset;
    }

    RowCount count() {
        return count;
    }

    boolean finished() {
        return stop.isEmpty() && reader.finished();
    }

    private SourceOffset behind(int part, long rows) {
        return part == last.part() && rows == last.rows() ? end : start.at(part, rows);
    }

    /** Empty parts may follow the last row, so it need not lie in the last part. */
    private static RowPosition lastRow(Export export) {
        for (int part = export.parts().size() - 1; part >= 0; part--) {
            long rows = export.rows(part);
            if (rows > 0) {
                return new RowPosition(part, rows);
            }
        }
        return RowPosition.START;
    }

    @Override
    public void close() {
        reader.close();
    }
}
