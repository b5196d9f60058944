// SPDX-License-Identifier: Apache-2.0
package connect.redshift.window;

import connect.redshift.statement.SqlText;
import connect.redshift.table.Ordering;
import connect.redshift.table.Relation;
import connect.redshift.table.RowFilter;
import connect.redshift.table.Span;
import connect.redshift.window.Probe.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a planner asks of one table's watermark column, and how Redshift's answers are read: watermarks as text. */
final class WatermarkSql {
    private final String statementName;
    private final Relation relation;
    private final String column;
    private final Ordering ordering;
    private final RowFilter filter;
    private final Bound bound;
    private final Wanted wanted;

    /** @param statementName what the probes are known by */
    WatermarkSql(String statementName, WindowPlanner.Subject subject, Bound bound, Wanted wanted) {
        this.statementName = statementName;
        this.relation = subject.relation();
        this.column = SqlText.identifier(subject.column());
        this.ordering = subject.ordering();
        this.filter = subject.filter();
        this.bound = bound;
        this.wanted = wanted;
    }

    /** The column as statements name it. */
    String column() {
        return column;
    }

    /** How far the table may be read behind {@code position}. */
    Probe probe(Position position) {
        return ordering.isTime() ? timeProbe(position) : maximumProbe(position);
    }

    /** Where a table begins whose rows so far are not wanted; nothing where there is no row to begin behind. */
    String now() {
        if (!ordering.isTime()) {
            return maximumProbe(new Position.Beginning()).sql();
        }
        // Of a day that is not over more rows will come, so a start by days begins with all of that day.
        String start = ordering == Ordering.DATE ? bound.sql(ordering) + " - 1" : bound.sql(ordering);
        return "SELECT %s AS %s".formatted(text(start), Probe.UP_TO);
    }

    /** The last watermarks of {@code tiles} windows of as many rows each, found with one sort. */
    String cuts(Window window, long tiles) {
        return """
                SELECT %s AS %s
                FROM (SELECT %s AS watermark, NTILE(%d) OVER (ORDER BY %s) AS tile
                FROM %s
                WHERE %s%s) AS tiles
                GROUP BY tile
                ORDER BY MAX(watermark)"""
                .formatted(
                        text("MAX(watermark)"),
                        Probe.UP_TO,
                        column,
                        tiles,
                        column,
                        relation.sql(window.span()),
                        window.predicate(column),
                        filter.and());
    }

    /** How many rows have no watermark. */
    String nulls() {
        return "SELECT COUNT(*)::varchar AS %s\nFROM %s\nWHERE %s IS NULL%s"
                .formatted(Probe.ROW_COUNT, relation.sql(Span.ALL), column, filter.and());
    }

    private Probe timeProbe(Position position) {
        List<Column> columns = columns();
        if (overlaps(position)) {
            columns.add(new Column(Probe.OVERLAP_FROM, text(overlapFrom(position))));
        }
        String before = bound.sql(ordering);
        return new Probe(
                statementName,
                columns,
                """
                FROM %s
                WHERE %s%s < %s%s"""
                        .formatted(
                                relation.sql(new Span(position.watermark().map(Watermark::sql), Optional.of(before))),
                                Window.after(position, column),
                                column,
                                before,
                                filter.and()));
    }

    private Probe maximumProbe(Position position) {
        List<Column> columns = columns();
        columns.add(new Column(
                Probe.CLOCK, "TO_CHAR(%s AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')".formatted(Bound.CLOCK)));
        String condition = position.watermark()
                .map(watermark -> "\nWHERE %s > %s%s".formatted(column, watermark.sql(), filter.and()))
                .orElseGet(filter::where);
        String from = relation.sql(new Span(position.watermark().map(Watermark::sql), Optional.empty()));
        return new Probe(statementName, columns, "FROM " + from + condition);
    }

    private List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column(Probe.UP_TO, text("MAX(" + column + ")")));
        if (wanted.maxRows() > 0) {
            columns.add(new Column(Probe.ROW_COUNT, "COUNT(*)::varchar"));
        }
        return columns;
    }

    /** Whether a window behind {@code position} reads some of the rows before it once more. */
    boolean overlaps(Position position) {
        return ordering.isTime()
                && !wanted.overlap().isZero()
                && position.watermark().isPresent();
    }

    private String overlapFrom(Position position) {
        String from = position.watermark().orElseThrow().sql();
        long seconds = wanted.overlap().plusMillis(999).toSeconds();
        return ordering == Ordering.DATE
                ? "%s - %d".formatted(from, (seconds + 86_399) / 86_400)
                : "(%s - INTERVAL '%d seconds')".formatted(from, seconds);
    }

    /** {@code expression} as text without loss; the Data API's own form of times drops digits. */
    private String text(String expression) {
        return switch (ordering) {
            case TIMESTAMP -> "TO_CHAR(%s, 'YYYY-MM-DD HH24:MI:SS.US BC')".formatted(expression);
            case TIMESTAMPTZ -> "TO_CHAR(%s AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US BC')".formatted(expression);
            case DATE -> "TO_CHAR(%s, 'YYYY-MM-DD BC')".formatted(expression);
            case NUMBER, TEXT -> "%s::varchar".formatted(expression);
        };
    }

    /** What such text means. */
    Watermark watermark(String text) {
        boolean commonEra = ordering.isTime() && text.endsWith(" AD");
        return new Watermark(ordering, commonEra ? text.substring(0, text.length() - 3) : text);
    }
}
