// SPDX-License-Identifier: Apache-2.0
package connect.redshift.simulation;

import connect.redshift.rows.RowBatch;
import connect.redshift.rows.RowReader;
import connect.redshift.staging.Part;
import connect.redshift.table.RowLayout;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;

/** As many rows as the manifest says, all alike and there at once. */
final class CountedRows implements RowReader {
    private final Struct row;
    private final List<Part> parts;
    private int part;
    private long next;

    CountedRows(RowLayout layout, List<Part> parts, RowPosition from) {
        this.row = new Struct(layout.schema());
        for (Field field : layout.schema().fields()) {
            row.put(field, 0L);
        }
        this.parts = parts;
        this.part = from.part();
        this.next = from.rows();
    }

    @Override
    public RowBatch next(int max) {
        if (finished()) {
            return RowBatch.EMPTY;
        }
        int count = (int) Math.min(max, parts.get(part).rows() - next);
        RowBatch batch = new RowBatch(part, next, Collections.nCopies(count, row), List.of());
        next += count;
        return batch;
    }

    @Override
    public boolean finished() {
        while (part < parts.size() && next >= parts.get(part).rows()) {
            part++;
            next = 0;
        }
        return part == parts.size();
    }

    @Override
    public void close() {}
}
