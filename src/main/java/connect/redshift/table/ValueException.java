// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

/**
 * One staged value cannot be a value of its column, though others may; whoever knows the column, part and row adds them.
 */
public final class ValueException extends RuntimeException {
    public ValueException(String message) {
        super(message);
    }
}
