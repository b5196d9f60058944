// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The rows of a small result. Every value is text: statements of ours cast what they need, because the Data API tells
 * numbers, decimals and times in different forms.
 *
 * @param columns labels in lower case
 * @param described the same columns with their types, for who asks what a query returns; empty where only rows are told
 */
public record ResultRows(List<String> columns, List<List<Optional<String>>> rows, List<ResultColumn> described) {
    /** Rows of columns that nobody needs to know more of. */
    public ResultRows(List<String> columns, List<List<Optional<String>>> rows) {
        this(columns, rows, List.of());
    }

    /** Rows of these columns. */
    public static ResultRows of(List<ResultColumn> described, List<List<Optional<String>>> rows) {
        return new ResultRows(described.stream().map(ResultColumn::label).toList(), rows, described);
    }

    public ResultRows {
        described = List.copyOf(described);
        columns = columns.stream().map(label -> label.toLowerCase(Locale.ROOT)).toList();
        rows = rows.stream().map(List::copyOf).toList();
        for (List<Optional<String>> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException(
                        "a row has %d values for %d columns".formatted(row.size(), columns.size()));
            }
        }
    }

    /** All values of one column, top to bottom. */
    public List<Optional<String>> column(String label) {
        int index = columns.indexOf(label);
        if (index < 0) {
            throw new StatementException("the result has no column \"%s\"; it has %s".formatted(label, columns), false);
        }
        return rows.stream().map(row -> row.get(index)).toList();
    }

    /** One value of one row; empty for NULL. */
    public Optional<String> value(int row, String label) {
        return column(label).get(row);
    }
}
