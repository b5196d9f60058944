// SPDX-License-Identifier: Apache-2.0
package connect.redshift.window;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One question for one table's row of aggregates. Every column is text, so that the questions of many tables make one
 * statement.
 *
 * @param name who asks, by which it is known again, and what its statement is called by
 * @param columns what is asked for
 * @param from where it is found: FROM and what follows
 */
record Probe(String name, List<Column> columns, String from) {
    static final String UP_TO = "up_to";
    static final String CLOCK = "clock";
    static final String ROW_COUNT = "row_count";
    static final String OVERLAP_FROM = "overlap_from";

    /** Which of a statement's questions a row answers. */
    static final String NUMBER = "probe";

    private static final List<String> LABELS = List.of(UP_TO, CLOCK, ROW_COUNT, OVERLAP_FROM);
    private static final String UNION = "\nUNION ALL\n";

    /** An expression of type VARCHAR and what it is known by. */
    record Column(String label, String expression) {
        Column {
            if (!LABELS.contains(label)) {
                throw new IllegalArgumentException("no probe has a column " + label);
            }
        }
    }

    Probe {
        columns = List.copyOf(columns);
    }

    /** The statement that asks this alone. */
    String sql() {
        return "SELECT "
                + columns.stream()
                        .map(column -> column.expression() + " AS " + column.label())
                        .collect(Collectors.joining(", "))
                + "\n" + from;
    }

    /** The statement that asks all of these; each answer has the place of its question in the list as its number. */
    static String sql(List<Probe> probes) {
        return probes.size() == 1
                ? probes.get(0).sql()
                : IntStream.range(0, probes.size())
                        .mapToObj(number -> probes.get(number).branch(number))
                        .collect(Collectors.joining(UNION));
    }

    /** A bound for what this adds to a statement, in characters beside those of {@link #branch}. */
    static int between() {
        return UNION.length();
    }

    /** Its part of a statement of several. */
    String branch(int number) {
        return "SELECT '" + number + "'::varchar AS " + NUMBER
                + LABELS.stream()
                        .map(label -> ", " + expression(label).orElse("NULL::varchar") + " AS " + label)
                        .collect(Collectors.joining())
                + "\n" + from;
    }

    private Optional<String> expression(String label) {
        return columns.stream()
                .filter(column -> column.label().equals(label))
                .map(Column::expression)
                .findFirst();
    }
}
