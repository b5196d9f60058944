// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.Optional;

/**
 * Between which watermarks rows are wanted, as SQL expressions, for a query that has a place for them. Whoever reads
 * says so in a condition of its own, too: this only tells how much the query need not make.
 *
 * @param after empty where no watermark is too small
 * @param upTo empty where none is too great
 */
public record Span(Optional<String> after, Optional<String> upTo) {
    /** Every row. */
    public static final Span ALL = new Span(Optional.empty(), Optional.empty());
}
