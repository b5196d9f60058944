// SPDX-License-Identifier: Apache-2.0
package connect.redshift.window;

import connect.redshift.statement.ResultRows;
import connect.redshift.statement.SqlText;
import connect.redshift.statement.Statement;
import connect.redshift.statement.Statements;
import connect.redshift.table.Ordering;
import connect.redshift.table.RowFilter;
import connect.redshift.table.TableId;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Asks Redshift how far one table may be read now. Time columns are read up to the greatest value below the clock less
 * the delay; for other columns, which no clock orders, up to a maximum that was already there a delay ago, both times
 * by Redshift's clock. Used by one stream, one question at a time.
 */
public final class WindowPlanner {
    private final Statements statements;
    private final String statementName;
    private final TableId table;
    private final String column;
    private final Ordering ordering;
    private final RowFilter filter;
    private final Bound bound;

    private Optional<Sighting> sighting = Optional.empty();

    /** A maximum and when Redshift said so, in UTC by its clock. */
    private record Sighting(Watermark maximum, LocalDateTime seenAt) {}

    /** What a planner plans for. */
    public record Subject(TableId table, String column, Ordering ordering, RowFilter filter) {}

    public WindowPlanner(Statements statements, String statementName, Subject subject, Bound bound) {
        this.statements = statements;
        this.statementName = statementName;
        this.table = subject.table();
        this.column = SqlText.identifier(subject.column());
        this.ordering = subject.ordering();
        this.filter = subject.filter();
        this.bound = bound;
    }

    /** The window after {@code position}, if there is one; fails as statements fail. */
    public CompletableFuture<Plan> plan(Position position) {
        if (ordering.isTime()) {
            return query("plan", timeProbe(position)).thenApply(rows -> rows.value(0, "up_to")
                    .<Plan>map(text -> new Plan.Read(new Window(position, watermark(text))))
                    .orElseGet(Plan.Nothing::new));
        }
        return query("plan", maximumProbe(position)).thenApply(rows -> settle(position, rows));
    }

    /** Where reading starts when only rows that come from now on are wanted. */
    public CompletableFuture<Position> now() {
        if (ordering.isTime()) {
            // Of a day that is not over more rows will come, so a start by days begins with all of that day.
            String start = ordering == Ordering.DATE ? bound.sql(ordering) + " - 1" : bound.sql(ordering);
            return query("now", "SELECT %s AS up_to".formatted(text(start)))
                    .thenApply(rows ->
                            new Position.Behind(watermark(rows.value(0, "up_to").orElseThrow())));
        }
        return query("now", maximumProbe(new Position.Beginning())).thenApply(rows -> rows.value(0, "up_to")
                .<Position>map(text -> new Position.Behind(watermark(text)))
                .orElseGet(Position.Beginning::new));
    }

    private Plan settle(Position position, ResultRows rows) {
        Optional<Watermark> maximum = rows.value(0, "up_to").map(this::watermark);
        if (maximum.isEmpty()) {
            sighting = Optional.empty();
            return new Plan.Nothing();
        }
        LocalDateTime now =
                LocalDateTime.parse(rows.value(0, "clock").orElseThrow().replace(' ', 'T'));
        // A sighting of what has been read by now opens no window.
        sighting = sighting.filter(seen -> !position.equals(new Position.Behind(seen.maximum())));
        Optional<Sighting> earlier =
                sighting.filter(seen -> !seen.seenAt().plus(bound.delay()).isAfter(now));
        // The older sighting is used up by its window; a younger one must not push it out, or a busy table never
        // settles.
        if (sighting.isEmpty() || earlier.isPresent()) {
            sighting = Optional.of(new Sighting(maximum.get(), now));
        }
        return earlier.<Plan>map(seen -> new Plan.Read(new Window(position, seen.maximum())))
                .orElseGet(Plan.TooYoung::new);
    }

    private String timeProbe(Position position) {
        return """
                SELECT %s AS up_to
                FROM %s
                WHERE %s%s < %s%s"""
                .formatted(
                        text("MAX(" + column + ")"),
                        table.sql(),
                        Window.after(position, column),
                        column,
                        bound.sql(ordering),
                        filter.and());
    }

    private String maximumProbe(Position position) {
        String condition = position instanceof Position.Behind behind
                ? "\nWHERE %s > %s%s".formatted(column, behind.watermark().sql(), filter.and())
                : filter.where();
        return """
                SELECT %s AS up_to, TO_CHAR(%s AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') AS clock
                FROM %s%s"""
                .formatted(text("MAX(" + column + ")"), Bound.CLOCK, table.sql(), condition);
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

    private Watermark watermark(String text) {
        boolean commonEra = ordering.isTime() && text.endsWith(" AD");
        return new Watermark(ordering, commonEra ? text.substring(0, text.length() - 3) : text);
    }

    private CompletableFuture<ResultRows> query(String purpose, String sql) {
        return statements.query(Statement.of(statementName + " " + purpose, sql));
    }

    /** How long a sighting needs before it becomes a window. */
    public Duration delay() {
        return bound.delay();
    }
}
