// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.List;
import java.util.function.Predicate;

/**
 * Which tables are streamed: those whose schema is selected and that are selected themselves. Expressions must match the
 * whole of a schema's name, or of {@code schema.table}, as Debezium's do; what is excluded stays out whatever includes it.
 */
public record TableFilter(Names schemas, Names tables) {
    /**
     * What is selected.
     *
     * @param include empty for everything
     */
    public record Names(List<NamePattern> include, List<NamePattern> exclude) {
        /** Everything. */
        public static final Names ALL = new Names(List.of(), List.of());

        public Names {
            include = List.copyOf(include);
            exclude = List.copyOf(exclude);
        }

        boolean test(String name) {
            return (include.isEmpty() || include.stream().anyMatch(pattern -> pattern.matches(name)))
                    && exclude.stream().noneMatch(pattern -> pattern.matches(name));
        }
    }

    /** Tables by their own names, of all schemas. */
    public TableFilter(List<NamePattern> include, List<NamePattern> exclude) {
        this(Names.ALL, new Names(include, exclude));
    }

    /** Whether there are expressions at all that a table could match: with none, no table is selected. */
    public boolean selectsAny() {
        return !schemas.include().isEmpty() || !tables.include().isEmpty();
    }

    public boolean test(TableId table) {
        return selectsAny() && schemas.test(table.schema()) && tables.test(table.toString());
    }

    /** The include expressions for tables that match none of {@code visible}. */
    public List<NamePattern> unmatchedTables(List<TableId> visible) {
        return without(tables.include(), pattern -> visible.stream().anyMatch(pattern::matches));
    }

    /** The include expressions for schemas that match that of none of {@code visible}. */
    public List<NamePattern> unmatchedSchemas(List<TableId> visible) {
        return without(
                schemas.include(),
                pattern -> visible.stream().map(TableId::schema).anyMatch(pattern::matches));
    }

    private static List<NamePattern> without(List<NamePattern> patterns, Predicate<NamePattern> matching) {
        return patterns.stream().filter(matching.negate()).toList();
    }
}
