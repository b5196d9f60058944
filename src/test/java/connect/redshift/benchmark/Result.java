// SPDX-License-Identifier: Apache-2.0
package connect.redshift.benchmark;

import java.util.List;
import java.util.stream.IntStream;

/**
 * All measured runs of one contestant.
 *
 * @param match what it was measured in, together with the others
 * @param source a {@link Contestant.Source}'s label
 * @param rowsPerSecond of a whole worker
 * @param cpuByRound microseconds a row, of the whole worker process; a round is the same time for all contestants
 * @param allocated bytes a row
 */
record Result(Match match, String source, Spread rowsPerSecond, List<Double> cpuByRound, double allocated) {
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
                runs.stream().map(Run::cpuMicrosPerRow).toList(),
                Spread.of(runs.stream().map(Run::bytesPerRow).toList()).median());
    }

    Spread cpu() {
        return Spread.of(cpuByRound);
    }

    /**
     * This one's CPU a row by the other's of the same match, round by round: a machine that others use as well may be half
     * as fast in one round as in the next.
     */
    double cpuBy(Result other) {
        return Spread.of(IntStream.range(0, cpuByRound.size())
                        .mapToObj(round -> cpuByRound.get(round) / other.cpuByRound.get(round))
                        .toList())
                .median();
    }
}
