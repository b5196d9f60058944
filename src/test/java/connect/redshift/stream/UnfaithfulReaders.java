// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import connect.redshift.rows.RowBatch;
import connect.redshift.rows.RowReader;
import connect.redshift.staging.Part;
import connect.redshift.table.RowLayout;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Struct;

/** Readers that break their promise once: such a mistake must not end a window. */
record UnfaithfulReaders(RowReader.Factory readers, Fault fault) implements RowReader.Factory {
    enum Fault {
        LOSE,
        DOUBLE,
        /** The reader says that it is through behind its first batch. */
        END
    }

    @Override
    public RowReader open(RowLayout layout, List<Part> parts, RowReader.RowPosition from, Runnable whenReady) {
        RowReader reader = readers.open(layout, parts, from, whenReady);
        return new RowReader() {
            private boolean struck;

            @Override
            public RowBatch next(int max) {
                RowBatch batch = reader.next(fault == Fault.END ? 1 : max);
                if (struck || batch.size() == 0) {
                    return batch;
                }
                struck = true;
                return switch (fault) {
                    case LOSE ->
                        new RowBatch(
                                batch.part(), batch.firstRow() + 1, batch.rows().subList(1, batch.size()), batch.bad());
                    case DOUBLE -> {
                        List<Struct> rows = new ArrayList<>(batch.rows());
                        rows.add(0, rows.get(0));
                        yield new RowBatch(batch.part(), batch.firstRow() - 1, rows, batch.bad());
                    }
                    case END -> batch;
                };
            }

            @Override
            public boolean finished() {
                return (fault == Fault.END && struck) || reader.finished();
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }
}
