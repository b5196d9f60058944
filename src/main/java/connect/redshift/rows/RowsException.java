// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

/** A part cannot be read as what it should be; the message names the part, and the column and row where they are known. */
public final class RowsException extends RuntimeException {
    public RowsException(String message, Throwable cause) {
        super(message, cause);
    }
}
