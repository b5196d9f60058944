// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import connect.redshift.table.BadRow;
import java.util.List;
import org.apache.kafka.connect.data.Struct;

/**
 * Some consecutive rows of one part.
 *
 * @param part index of the part in the export, from 0
 * @param firstRow index of the first of these rows in its part, from 0, be it good or bad
 * @param rows the good ones in their order
 * @param bad those that cannot be decoded, in their order; their indexes say where among the others they stand
 */
public record RowBatch(int part, long firstRow, List<Struct> rows, List<BadRow> bad) {
    public static final RowBatch EMPTY = new RowBatch(0, 0, List.of(), List.of());

    /** How many rows, good and bad. */
    public int size() {
        return rows.size() + bad.size();
    }
}
