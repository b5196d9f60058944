// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

/** A statement could not be run; the message names it, what Redshift said, and what to do. */
public final class StatementException extends RuntimeException {
    private final boolean retriable;
    private final boolean ofStatement;

    public StatementException(String message, boolean retriable) {
        this(message, retriable, false, null);
    }

    public StatementException(String message, boolean retriable, Throwable cause) {
        this(message, retriable, false, cause);
    }

    private StatementException(String message, boolean retriable, boolean ofStatement, Throwable cause) {
        super(message, cause);
        this.retriable = retriable;
        this.ofStatement = ofStatement;
    }

    /** Redshift took the statement, and it ended badly or not in time. */
    static StatementException ofStatement(String message, boolean retriable) {
        return new StatementException(message, retriable, true, null);
    }

    /** Whether the same call may succeed later without anybody changing anything. */
    public boolean retriable() {
        return retriable;
    }

    /**
     * Whether what the statement is about may be at fault, since Redshift ran it and it ended badly or not in time; else
     * a call failed, or somebody cancelled it.
     */
    public boolean ofStatement() {
        return ofStatement;
    }
}
