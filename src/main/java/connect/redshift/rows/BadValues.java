// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import connect.redshift.rows.PartColumns.PartColumn;
import connect.redshift.table.BadRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Struct;

/** What of one batch cannot be decoded: found column by column, handed out row by row. */
final class BadValues {
    private final Map<Integer, Blame> rows = new TreeMap<>();

    private record Blame(PartColumn column, String cause, Map<String, String> unreadable) {}

    /** The value of a column in a row of the batch cannot be read; {@code staged} is what it looks like. */
    void add(int row, PartColumn column, String cause, String staged) {
        add(row, column, cause);
        rows.get(row).unreadable().put(column.field().name(), staged);
    }

    /** The same where there is nothing to look at. */
    void add(int row, PartColumn column, String cause) {
        rows.putIfAbsent(row, new Blame(column, cause, new HashMap<>()));
    }

    /** The batch, its rows sorted into good and bad. */
    RowBatch batch(int part, long firstRow, List<Struct> decoded) {
        if (rows.isEmpty()) {
            return new RowBatch(part, firstRow, decoded, List.of());
        }
        List<Struct> good = new ArrayList<>(decoded.size());
        List<BadRow> bad = new ArrayList<>(rows.size());
        for (int row = 0; row < decoded.size(); row++) {
            Blame blame = rows.get(row);
            if (blame == null) {
                good.add(decoded.get(row));
            } else {
                bad.add(new BadRow(
                        firstRow + row,
                        blame.column().column().name(),
                        blame.cause(),
                        blame.unreadable(),
                        decoded.get(row)));
            }
        }
        return new RowBatch(part, firstRow, good, bad);
    }
}
