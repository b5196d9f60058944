// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Which tables are streamed: regular expressions that must match the whole of {@code schema.table}, as Debezium's do.
 */
public record TableFilter(List<Pattern> include, List<Pattern> exclude) {
    public TableFilter {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
    }

    public boolean test(TableId table) {
        return matchesAny(include, table) && !matchesAny(exclude, table);
    }

    /** The include expressions that match none of {@code tables}: most likely a spelling mistake or a missing grant. */
    public List<String> unmatched(List<TableId> tables) {
        return include.stream()
                .filter(pattern -> tables.stream().noneMatch(table -> matches(pattern, table)))
                .map(Pattern::pattern)
                .toList();
    }

    private static boolean matchesAny(List<Pattern> patterns, TableId table) {
        return patterns.stream().anyMatch(pattern -> matches(pattern, table));
    }

    private static boolean matches(Pattern pattern, TableId table) {
        return pattern.matcher(table.toString()).matches();
    }
}
