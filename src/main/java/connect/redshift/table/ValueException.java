// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

/** A staged value cannot be a value of its column; whoever knows the column, part and row adds them. */
public final class ValueException extends RuntimeException {
    public ValueException(String message) {
        super(message);
    }

    static ValueException form(ColumnDecoder decoder, String form) {
        return new ValueException("%s cannot come as %s".formatted(decoder.sqlName(), form));
    }
}
