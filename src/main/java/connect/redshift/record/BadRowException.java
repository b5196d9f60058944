// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

/** A row cannot be a record, and its table stops there; the message names the row and what to do. */
public final class BadRowException extends RuntimeException {
    BadRowException(String message) {
        super(message);
    }
}
