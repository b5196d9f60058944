// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

/**
 * Runs SQL in Redshift. No call waits for a statement to end; each takes a network round trip, may be made from any
 * thread, and throws {@link StatementException}, whose {@code retriable} says whether the same call may be made again.
 */
public interface StatementRunner {
    /** How many bytes of UTF-8 a statement's text may have; {@link #submit} refuses a longer one without calling Redshift. */
    int longestStatement();

    /** Hands a statement to Redshift and returns its id. The same token again returns the same id and runs nothing. */
    String submit(Statement statement);

    /** How a statement stands; a final state never changes again. */
    StatementState state(String id);

    /** Every row that a finished statement returned, all pages. */
    ResultRows rows(String id);

    /** Asks Redshift to stop a statement; one that has ended already is left alone without an error. */
    void cancel(String id);
}
