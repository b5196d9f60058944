// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

import java.util.Locale;

/**
 * A column of a result, as both the Data API's ColumnMetadata and the JDBC driver's describe it. Whether it can be NULL
 * is not among it: that is said of the column of a table that it comes from, and not true of a join's result.
 *
 * @param label as the query names it
 * @param type in small letters, such as {@code int4}, {@code numeric}, {@code varchar} or {@code timestamptz}
 * @param precision digits of a number; of a text its greatest length in bytes. Of other types it means nothing, and of a
 *     text that nobody gave a length it may be any number
 * @param scale digits behind the point of a number
 */
public record ResultColumn(String label, String type, int precision, int scale) {
    public ResultColumn {
        type = type.toLowerCase(Locale.ROOT);
    }
}
