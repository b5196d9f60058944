// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

import java.time.Duration;

/** How a statement stands in Redshift. */
public sealed interface StatementState {
    /** Submitted, picked, started, or in a state that is younger than this code. */
    record Running() implements StatementState {}

    /** It ended well, after Redshift worked on it for {@code duration}. */
    record Finished(Duration duration) implements StatementState {}

    /** It ended badly; {@code error} has Redshift's words, or says that it gave none, as for some aborted statements. */
    record Failed(String error, boolean retriable) implements StatementState {}
}
