// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.Map;
import org.apache.kafka.connect.data.Struct;

/**
 * A row that cannot be a record of its table.
 *
 * @param index of the row in its part, from 0
 * @param column the one to blame; the first of several
 * @param cause what is wrong with that column's value, to be read behind its name
 * @param unreadable what is staged where it cannot be read, as an {@link Excerpt}, by the name of the field
 * @param readable the rest of the row; the other fields are not set
 */
public record BadRow(long index, String column, String cause, Map<String, String> unreadable, Struct readable) {
    public BadRow {
        unreadable = Map.copyOf(unreadable);
    }

    /** For messages: which row of {@code part} it is and what is wrong with it. */
    public String in(String part) {
        return "row %d of %s, column \"%s\": %s".formatted(index, part, column, cause);
    }
}
