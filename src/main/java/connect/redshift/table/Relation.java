// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import connect.redshift.statement.SqlText;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What rows are selected from: a table by its name, or a query of the user's in a table's place. */
public sealed interface Relation {
    TableId id();

    /** What stands behind FROM for rows of {@code span}; more rows may come. */
    String sql(Span span);

    /** A table, view or whatever else has a name. */
    record Named(TableId id) implements Relation {
        @Override
        public String sql(Span span) {
            return id.sql();
        }
    }

    /**
     * A query. It stands in brackets on lines of its own, so that a comment at its end hides nothing.
     *
     * @param watermarkColumn empty where it is read as a whole
     * @param ordering of that column; empty until the query's columns are known
     */
    record Query(TableId id, QueryText text, Optional<String> watermarkColumn, Optional<Ordering> ordering)
            implements Relation {
        public Query(TableId id, QueryText text, Optional<String> watermarkColumn) {
            this(id, text, watermarkColumn, Optional.empty());
        }

        @Override
        public String sql(Span span) {
            String sql = text.sql(
                    span.after().orElseGet(() -> end(Ordering::least)),
                    span.upTo().orElseGet(() -> end(Ordering::greatest)));
            return "(\n" + sql + "\n) AS " + SqlText.identifier(id.name());
        }

        /** A NULL fits any type, which is not known yet. */
        private String end(Function<Ordering, String> extreme) {
            return ordering.map(extreme).orElse("NULL");
        }

        /** The same with what its columns tell; refuses placeholders that no value could stand for. */
        Query described(List<Column> columns) {
            Optional<Ordering> found = watermarkColumn.flatMap(name -> columns.stream()
                    .filter(column -> column.name().equals(name))
                    .flatMap(column -> column.type().ordering().stream())
                    .findFirst());
            if (found.equals(Optional.of(Ordering.TEXT)) && text.hasPlaceholders()) {
                throw new CatalogException(
                        id.querySetting("sql"),
                        ("%s has ${after} or ${upTo}, and its watermark column \"%s\" is a text: no text is smaller or greater"
                                        + " than every other, so its first window would have no ends. Leave them out (%s).")
                                .formatted(id.asSubject(), watermarkColumn.orElseThrow(), id.querySetting("sql")));
            }
            return new Query(id, text, watermarkColumn, found);
        }
    }
}
