// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import java.util.List;
import org.apache.kafka.connect.data.Struct;

/**
 * Some consecutive rows of one part.
 *
 * @param part index of the part in the export, from 0
 * @param firstRow index of the first of these rows in its part, from 0
 */
public record RowBatch(int part, long firstRow, List<Struct> rows) {
    public static final RowBatch EMPTY = new RowBatch(0, 0, List.of());
}
