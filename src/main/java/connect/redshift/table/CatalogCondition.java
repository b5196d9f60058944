// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import connect.redshift.statement.SqlText;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a listing is narrowed by in Redshift: a condition that is true for every table that a {@link TableFilter} lets
 * through, and for others, which the filter itself leaves out afterwards. Expressions are never sent, since Redshift's own
 * dialect reads them otherwise; how their names must begin is.
 *
 * @param schema the column with the schema's name, as SQL
 * @param table the column with the table's name, as SQL
 */
record CatalogCondition(String schema, String table) {
    /** More are as much work for Redshift as the rows that they spare. */
    private static final int MOST_TERMS = 100;

    /** What follows another condition; empty where nothing can be said. */
    String and(TableFilter filter) {
        List<String> conditions = new ArrayList<>();
        any(starts(filter.schemas().include()).map(this::schemas)).ifPresent(conditions::add);
        any(starts(filter.tables().include()).map(this::tables)).ifPresent(conditions::add);
        return conditions.stream().map(condition -> "\nAND (" + condition + ")").collect(Collectors.joining());
    }

    /** Empty where one of them may begin in any way. */
    private static Optional<List<LiteralStart>> starts(List<NamePattern> patterns) {
        List<LiteralStart> starts =
                patterns.stream().flatMap(pattern -> pattern.starts().stream()).toList();
        return starts.isEmpty() || starts.contains(LiteralStart.ANY) ? Optional.empty() : Optional.of(starts);
    }

    private static Optional<String> any(Optional<Set<String>> terms) {
        return terms.filter(all -> all.size() <= MOST_TERMS)
                .map(all -> all.isEmpty() ? "1 = 0" : String.join("\n  OR ", all));
    }

    private Set<String> schemas(List<LiteralStart> starts) {
        Set<String> terms = new LinkedHashSet<>();
        starts.forEach(start -> terms.add(begins(schema, start)));
        return terms;
    }

    /** Where the tables themselves would be too many terms, their schemas may still be few. */
    private Set<String> tables(List<LiteralStart> starts) {
        Set<String> exact = new LinkedHashSet<>();
        Set<String> wider = new LinkedHashSet<>();
        for (LiteralStart start : starts) {
            String text = start.text();
            // A name may have dots itself, so each of them may be the one between schema and table.
            for (int dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', dot + 1)) {
                String inSchema = schema + " = " + SqlText.literal(text.substring(0, dot));
                LiteralStart rest = new LiteralStart(text.substring(dot + 1), start.whole());
                exact.add(rest.equals(LiteralStart.ANY) ? inSchema : inSchema + " AND " + begins(table, rest));
                wider.add(inSchema);
            }
            if (!start.whole()) {
                exact.add(begins(schema, start));
                wider.add(begins(schema, start));
            }
        }
        return exact.size() <= MOST_TERMS ? exact : wider;
    }

    /** LIKE's own wildcards stay what they are, and stand for a backslash, too: they let more through, never less. */
    private static String begins(String column, LiteralStart start) {
        return start.whole()
                ? column + " = " + SqlText.literal(start.text())
                : column + " LIKE " + SqlText.literal(start.text().replace('\\', '_') + "%");
    }
}
