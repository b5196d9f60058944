// SPDX-License-Identifier: Apache-2.0
package connect.redshift.benchmark;

import java.util.List;

/**
 * All measured runs of one contestant.
 *
 * @param match what it was measured in, together with the others
 * @param source a {@link Contestant.Source}'s label
 * @param rowsPerSecond of a whole worker
 * @param cpu microseconds a row, of the whole worker process
 * @param allocated bytes a row
 */
record Result(Match match, String source, Spread rowsPerSecond, Spread cpu, double allocated) {
    /** Which rows, how written, how many of them in all tables together. */
    record Match(String shape, int tables, String converter, long rows) {
        /** Whether the other one is this one, perhaps with fewer or more rows. */
        boolean isOfSameKind(Match other) {
            return equals(new Match(other.shape, other.tables, other.converter, rows));
        }
    }

    static Result of(Match match, Contestant.Source source, List<Run> runs) {
        return new Result(
                match,
                source.label(),
                Spread.of(runs.stream().map(Run::rowsPerSecond).toList()),
                Spread.of(runs.stream().map(Run::cpuMicrosPerRow).toList()),
                Spread.of(runs.stream().map(Run::bytesPerRow).toList()).median());
    }
}
