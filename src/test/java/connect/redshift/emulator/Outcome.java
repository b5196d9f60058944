// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import java.util.List;
import java.util.Optional;

/** What a finished statement left: rows read or written, and the result set if it has one. */
record Outcome(long rows, Optional<Result> result) {
    /** Values are Long, Double, Boolean, String or null, as the Data API's Field holds them. */
    record Result(List<ResultColumn> columns, List<List<Object>> rows, long bytes) {}

    static Outcome of(long rows) {
        return new Outcome(rows, Optional.empty());
    }

    static Outcome of(Result result) {
        return new Outcome(result.rows().size(), Optional.of(result));
    }
}
