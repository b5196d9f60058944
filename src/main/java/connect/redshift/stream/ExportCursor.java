// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import connect.redshift.export.Export;
import connect.redshift.record.RowMapper;
import connect.redshift.record.SourceOffset;
import connect.redshift.rows.RowBatch;
import connect.redshift.rows.RowReader;
import connect.redshift.rows.RowReader.RowPosition;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;

/** Walks the rows of an export and knows for each of them the offset behind it; the last one closes the window. */
final class ExportCursor implements AutoCloseable {
    private final Export export;
    private final RowReader reader;
    private final RowMapper mapper;
    private final RowPosition last;
    private final SourceOffset.Finished end;
    private SourceOffset offset;

    /**
     * @param reader stands where {@code start} says
     * @param end the offset behind the last row
     */
    ExportCursor(
            Export export, RowReader reader, RowMapper mapper, SourceOffset.Reading start, SourceOffset.Finished end) {
        this.export = export;
        this.reader = reader;
        this.mapper = mapper;
        this.last = lastRow(export);
        this.offset = start;
        this.end = end;
    }

    /** Rows that are there now, as records; empty while S3 is slow and at the end. */
    List<SourceRecord> next(int max) {
        RowBatch batch = reader.next(max);
        List<SourceRecord> records = new ArrayList<>(batch.rows().size());
        for (int index = 0; index < batch.rows().size(); index++) {
            long row = batch.firstRow() + index;
            offset = behind(batch.part(), row + 1);
            records.add(mapper.record(batch.rows().get(index), batch.part(), row, offset));
        }
        return records;
    }

    /** The offset behind the last returned row, or where the cursor started. */
    SourceOffset offset() {
        return offset;
    }

    boolean finished() {
        return reader.finished();
    }

    private SourceOffset behind(int part, long rows) {
        return part == last.part() && rows == last.rows()
                ? end
                : new SourceOffset.Reading(export.id(), export.window(), part, rows);
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
