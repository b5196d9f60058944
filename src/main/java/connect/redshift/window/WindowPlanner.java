// SPDX-License-Identifier: Apache-2.0
package connect.redshift.window;

import connect.redshift.statement.ResultRows;
import connect.redshift.statement.Statement;
import connect.redshift.table.CatalogException;
import connect.redshift.table.Ordering;
import connect.redshift.table.Relation;
import connect.redshift.table.RowFilter;
import connect.redshift.table.TableId;
import connect.redshift.window.Probes.Answer;
import java.time.LocalDateTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Redshift how far one table may be read now. Time columns are read up to the greatest value below the clock less
 * the delay; for other columns, which no clock orders, up to a maximum that was already there a delay ago, both times
 * by Redshift's clock. Used by one stream, one question at a time.
 */
public final class WindowPlanner implements Planner {
    private static final Logger LOG = LoggerFactory.getLogger(WindowPlanner.class);

    private final Probes probes;
    private final String statementName;
    private final Relation relation;
    private final Ordering ordering;
    private final WatermarkSql sql;
    private final Bound bound;
    private final Wanted wanted;

    private Optional<Sighting> sighting = Optional.empty();
    private final Deque<Position> cuts = new ArrayDeque<>();
    private Optional<Position> nextCutFollows = Optional.empty();
    private boolean nullsTold;

    /** A maximum and when it was there at the latest, in UTC by Redshift's clock. */
    private record Sighting(Watermark maximum, LocalDateTime seenAt) {}

    /** What a planner plans for. */
    public record Subject(Relation relation, String column, Ordering ordering, RowFilter filter) {
        public Subject(TableId table, String column, Ordering ordering, RowFilter filter) {
            this(new Relation.Named(table), column, ordering, filter);
        }
    }

    public WindowPlanner(Probes probes, String statementName, Subject subject, Bound bound, Wanted wanted) {
        this.probes = probes;
        this.statementName = statementName;
        this.relation = subject.relation();
        this.ordering = subject.ordering();
        this.sql = new WatermarkSql(statementName, subject, bound, wanted);
        this.bound = bound;
        this.wanted = wanted;
    }

    @Override
    public CompletableFuture<Plan> plan(Position position) {
        if (nextCutFollows.filter(position::equals).isPresent()) {
            return CompletableFuture.completedFuture(nextCut(position));
        }
        cuts.clear();
        nextCutFollows = Optional.empty();
        if (position instanceof Position.Beginning && wanted.nulls() == NullWatermarks.SEND) {
            return nullRows()
                    .thenCompose(count -> count > 0
                            ? CompletableFuture.completedFuture(
                                    new Plan.Read(new Window(position, new Position.NullsRead()), true))
                            : probe(position));
        }
        return probe(position);
    }

    private CompletableFuture<Plan> probe(Position position) {
        return probes.ask(sql.probe(position)).thenCompose(answer -> {
            Plan plan = ordering.isTime() ? settleTime(position, answer.row()) : settle(position, answer);
            if (plan instanceof Plan.Read read) {
                return checkNulls().thenCompose(checked -> cut(read, answer.row()));
            }
            return CompletableFuture.completedFuture(
                    plan instanceof Plan.Nothing && wanted.onlyInitial() ? new Plan.Over() : plan);
        });
    }

    @Override
    public CompletableFuture<Position> now() {
        return query("now", sql.now()).thenApply(rows -> {
            Optional<Position> last = rows.value(0, Probe.UP_TO).map(text -> new Position.Behind(sql.watermark(text)));
            // A clock always answers; only a table may have no row.
            return ordering.isTime() ? last.orElseThrow() : last.orElseGet(Position.Beginning::new);
        });
    }

    private Plan settleTime(Position position, ResultRows rows) {
        return rows.value(0, Probe.UP_TO)
                .<Plan>map(text -> new Plan.Read(window(position, rows, sql.watermark(text))))
                .orElseGet(Plan.Nothing::new);
    }

    /**
     * Redshift tells when a statement began; it may have waited for a lock since, its own table's or that of another
     * table that was asked with it, and seen a younger maximum. So the time that it took is added.
     */
    private Plan settle(Position position, Answer answer) {
        ResultRows rows = answer.row();
        Optional<Watermark> maximum = rows.value(0, Probe.UP_TO).map(sql::watermark);
        if (maximum.isEmpty()) {
            sighting = Optional.empty();
            return new Plan.Nothing();
        }
        LocalDateTime now =
                LocalDateTime.parse(rows.value(0, Probe.CLOCK).orElseThrow().replace(' ', 'T'));
        // A sighting of what has been read by now opens no window.
        sighting = sighting.filter(seen -> !position.watermark().equals(Optional.of(seen.maximum())));
        Optional<Sighting> earlier =
                sighting.filter(seen -> !seen.seenAt().plus(bound.delay()).isAfter(now));
        // The older sighting is used up by its window; a younger one must not push it out, or a busy table never
        // settles.
        if (sighting.isEmpty() || earlier.isPresent()) {
            sighting = Optional.of(new Sighting(maximum.get(), now.plus(answer.took())));
        }
        return earlier.<Plan>map(seen -> new Plan.Read(window(position, rows, seen.maximum())))
                .orElseGet(() -> new Plan.Later(bound.delay().plus(answer.took())));
    }

    private Window window(Position position, ResultRows rows, Watermark upTo) {
        Position after = sql.overlaps(position)
                ? new Position.Behind(
                        sql.watermark(rows.value(0, Probe.OVERLAP_FROM).orElseThrow()))
                : position.watermark().isPresent() ? position : new Position.Beginning();
        return new Window(after, end(upTo));
    }

    private Position end(Watermark upTo) {
        Position end = new Position.Behind(upTo);
        return wanted.onlyInitial() ? new Position.Ended(end) : end;
    }

    /**
     * A window of many rows is read as several, so that staging and the cost of a fault stay bounded. The cuts are
     * values of the column itself, so ties stay together, and all of them are found with one sort.
     */
    private CompletableFuture<Plan> cut(Plan.Read read, ResultRows rows) {
        long count = wanted.maxRows() == 0
                ? 0
                : Long.parseLong(rows.value(0, Probe.ROW_COUNT).orElse("0"));
        if (count <= wanted.maxRows()) {
            return CompletableFuture.completedFuture(read);
        }
        long tiles = (count + wanted.maxRows() - 1) / wanted.maxRows();
        return query("cut", sql.cuts(read.window(), tiles)).thenApply(found -> {
            Position end = read.window().end();
            IntStream.range(0, found.rows().size() - 1)
                    .mapToObj(
                            tile -> sql.watermark(found.value(tile, Probe.UP_TO).orElseThrow()))
                    .distinct()
                    .filter(watermark -> !end.watermark().equals(Optional.of(watermark)))
                    .forEach(watermark -> cuts.add(new Position.Behind(watermark)));
            cuts.add(end);
            return nextCut(read.window().after());
        });
    }

    private Plan nextCut(Position after) {
        Position end = cuts.remove();
        nextCutFollows = cuts.isEmpty() ? Optional.empty() : Optional.of(end);
        return new Plan.Read(new Window(after, end), !cuts.isEmpty());
    }

    private CompletableFuture<Void> checkNulls() {
        if (wanted.nulls() == NullWatermarks.FAIL) {
            return nullRows().thenAccept(this::refuseNulls);
        }
        if (wanted.nulls() == NullWatermarks.IGNORE && !nullsTold) {
            nullsTold = true;
            return nullRows().thenAccept(count -> {
                if (count > 0) {
                    LOG.warn(
                            "{}: {} rows have no {} and are not read (watermark.null.handling.mode=ignore)",
                            relation.id(),
                            count,
                            sql.column());
                }
            });
        }
        return CompletableFuture.completedFuture(null);
    }

    private void refuseNulls(long count) {
        if (count > 0) {
            throw new CatalogException(
                    ("%s has %d rows whose watermark %s is NULL (watermark.null.handling.mode=fail). Give them a"
                                    + " value, or set watermark.null.handling.mode to ignore or send.")
                            .formatted(relation.id().asSubject(), count, sql.column()));
        }
    }

    private CompletableFuture<Long> nullRows() {
        return query("nulls", sql.nulls())
                .thenApply(rows -> Long.parseLong(rows.value(0, Probe.ROW_COUNT).orElse("0")));
    }

    private CompletableFuture<ResultRows> query(String purpose, String text) {
        return probes.query(Statement.of(statementName + " " + purpose, text));
    }
}
