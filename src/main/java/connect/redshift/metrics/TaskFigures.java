// SPDX-License-Identifier: Apache-2.0
package connect.redshift.metrics;

import connect.redshift.aws.CallCounts;
import connect.redshift.rows.ByteBudget;
import connect.redshift.stream.TableStatus;
import java.util.List;

/** Where a task's figures come from. */
public record TaskFigures(List<TableStatus> tables, ByteBudget memory, CallCounts calls) {
    public TaskFigures {
        tables = List.copyOf(tables);
    }
}
