// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import connect.redshift.config.TaskConfig.TableShare;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Deals tables to tasks. Equal tables give equal shares, since Connect restarts every task whose share differs. */
final class TableAssignment {
    private TableAssignment() {}

    /** At most {@code tasks} shares, none of them empty. */
    static List<List<TableShare>> deal(List<TableShare> tables, int tasks) {
        List<TableShare> sorted = tables.stream()
                .sorted(Comparator.comparing(TableShare::table)
                        .thenComparing(share -> share.slice().shard().index()))
                .toList();
        int used = Math.min(tasks, sorted.size());
        List<List<TableShare>> shares = new ArrayList<>();
        for (int task = 0; task < used; task++) {
            List<TableShare> share = new ArrayList<>();
            for (int table = task; table < sorted.size(); table += used) {
                share.add(sorted.get(table));
            }
            shares.add(share);
        }
        return shares;
    }
}
