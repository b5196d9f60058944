// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

/** A statement could not be run; the message names it, what Redshift said, and what to do. */
public final class StatementException extends RuntimeException {
    private final boolean retriable;

    public StatementException(String message, boolean retriable) {
        super(message);
        this.retriable = retriable;
    }

    public StatementException(String message, boolean retriable, Throwable cause) {
        super(message, cause);
        this.retriable = retriable;
    }

    /** Whether the same call may succeed later without anybody changing anything. */
    public boolean retriable() {
        return retriable;
    }
}
