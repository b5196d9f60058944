// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What became of one column: added, dropped, or of another type or nullability than before. A renamed column is one
 * dropped and one added, since nothing tells it from them.
 */
public record ColumnChange(String column, Optional<Column> before, Optional<Column> now) {
    /** Every column that differs: first those that were there, in their order, then those that are new. */
    public static List<ColumnChange> between(List<Column> before, List<Column> now) {
        Map<String, Column> left = new LinkedHashMap<>();
        now.forEach(column -> left.put(column.name(), column));
        List<ColumnChange> changes = new ArrayList<>();
        for (Column column : before) {
            Optional<Column> found = Optional.ofNullable(left.remove(column.name()));
            if (!found.equals(Optional.of(column))) {
                changes.add(new ColumnChange(column.name(), Optional.of(column), found));
            }
        }
        left.values()
                .forEach(column -> changes.add(new ColumnChange(column.name(), Optional.empty(), Optional.of(column))));
        return changes;
    }

    @Override
    public String toString() {
        if (before.isEmpty()) {
            return "added \"%s\" %s".formatted(column, now.orElseThrow().definition());
        }
        return now.isEmpty()
                ? "dropped \"%s\" %s".formatted(column, before.get().definition())
                : "changed \"%s\" from %s to %s"
                        .formatted(column, before.get().definition(), now.get().definition());
    }
}
