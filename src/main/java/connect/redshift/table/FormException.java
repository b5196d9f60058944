// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

/**
 * A column's values cannot come in this form at all. Not one bad row but a part that is not understood: left out row by
 * row, it would be a whole table that is.
 */
public final class FormException extends RuntimeException {
    public FormException(String message) {
        super(message);
    }

    static FormException of(ColumnDecoder decoder, String form) {
        return new FormException("%s cannot come as %s".formatted(decoder.sqlName(), form));
    }
}
