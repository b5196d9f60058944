// SPDX-License-Identifier: Apache-2.0
package connect.redshift.benchmark;

import java.util.Collection;
import java.util.List;

/** Several measurements of one thing. */
record Spread(double median, double lowest, double highest) {
    /** Of an even number, the higher one of the two in the middle. */
    static Spread of(Collection<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return new Spread(sorted.get(sorted.size() / 2), sorted.get(0), sorted.get(sorted.size() - 1));
    }
}
