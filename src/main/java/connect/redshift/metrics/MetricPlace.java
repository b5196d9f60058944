// SPDX-License-Identifier: Apache-2.0
package connect.redshift.metrics;

import java.util.List;
import java.util.Map;

/** Where figures are put for operators to read. Throws whatever the place throws. */
interface MetricPlace {
    /**
     * Puts all figures of one source.
     *
     * @param tags tell one source from the others of the task; in their order
     */
    <S> void put(Map<String, String> tags, List<Metric<S>> metrics, S source);

    /** Takes away what was put, as far as it is there; may be called twice. */
    void clear();

    /** Where to look, for the log. */
    String where();
}
