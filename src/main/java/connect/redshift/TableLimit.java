// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import connect.redshift.config.CostConfig;
import connect.redshift.table.TableId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leaves out tables above the connector's limit. Those that are read already go on; later ones wait for a place. */
final class TableLimit {
    private static final Logger LOG = LoggerFactory.getLogger(TableLimit.class);

    private final int most;
    private final Set<TableId> admitted = new LinkedHashSet<>();
    private List<TableId> told = List.of();

    /**
     * @param most 0 for no limit
     */
    TableLimit(int most) {
        this.most = most;
    }

    /** Those of {@code tables} that are read, in their order; one ERROR names the others when they change. */
    synchronized List<TableId> within(List<TableId> tables) {
        if (most == 0) {
            return tables;
        }
        admitted.retainAll(Set.copyOf(tables));
        tables.stream().filter(table -> admitted.size() < most).forEach(admitted::add);
        List<TableId> out =
                tables.stream().filter(table -> !admitted.contains(table)).toList();
        if (!out.isEmpty() && !out.equals(told)) {
            LOG.error("{}", problem(tables.size(), out));
        }
        told = out;
        return tables.stream().filter(admitted::contains).toList();
    }

    private String problem(int all, List<TableId> out) {
        return "%d tables are selected and %s=%d, so these are left out: %s. Raise the limit, or select fewer tables."
                .formatted(
                        all,
                        CostConfig.TABLES,
                        most,
                        out.stream().map(TableId::toString).collect(Collectors.joining(", ")));
    }

    /** What is wrong with so many tables at a start; nothing within the limit. */
    List<String> problems(List<TableId> tables) {
        return most == 0 || tables.size() <= most
                ? List.of()
                : List.of(problem(tables.size(), tables.subList(most, tables.size())));
    }
}
