// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import connect.redshift.export.ExportRelease;
import connect.redshift.export.Exporter;
import connect.redshift.record.BadRows;
import connect.redshift.record.RecordMapper;
import connect.redshift.record.ShardLayouts;
import connect.redshift.record.SourceOffset;
import connect.redshift.rows.RowReader;
import connect.redshift.staging.GoneException;
import connect.redshift.table.Catalog;
import connect.redshift.table.CatalogException;
import connect.redshift.table.RowFilter;
import connect.redshift.table.Slice;
import connect.redshift.table.Table;
import connect.redshift.table.TableId;
import connect.redshift.table.TableRules;
import connect.redshift.window.Planner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One table's endless loop: resume, plan, unload, read, plan again. The poll thread steps it and it never waits; what
 * may block runs elsewhere, and a step looks whether it is done. A failed step changes nothing: the stream remembers
 * the last offset it returned, leaves the table alone for a while, and takes up from there.
 */
public final class TableStream {
    private static final Logger LOG = LoggerFactory.getLogger(TableStream.class);

    private final Subject subject;
    private final Collaborators with;
    private final StagedExports staged;
    private final TableContext context;
    private final Clock clock;

    private Step step;
    private Instant heartbeatDue;

    /**
     * What is streamed, and how often.
     *
     * @param name what operators see: the connector's and the table's
     * @param slice what of the table is this stream's
     * @param watermarkColumn empty where whole tables are read
     * @param heartbeat how often an idle table tells its offset; zero for only when it must
     */
    public record Subject(
            String name,
            TableId table,
            Slice slice,
            Optional<String> watermarkColumn,
            TableRules rules,
            Snapshot snapshot,
            Timetable polls,
            CostLimits limits,
            Duration heartbeat,
            Failures failures) {
        /** Asked for new rows every so often, whatever that costs. */
        public Subject(
                String name,
                TableId table,
                Optional<String> watermarkColumn,
                TableRules rules,
                Snapshot snapshot,
                Duration pollInterval,
                Duration heartbeat,
                Failures failures) {
            this(
                    name,
                    table,
                    Slice.ALL,
                    watermarkColumn,
                    rules,
                    snapshot,
                    Timetable.every(pollInterval),
                    CostLimits.NONE,
                    heartbeat,
                    failures);
        }

        Duration pollInterval() {
            return polls.interval();
        }

        /** What logs call it. */
        String label() {
            return table + slice.shard().label();
        }
    }

    /**
     * How a table begins and whether it goes on.
     *
     * @param atEachStart whether what is stored about an earlier life does not count
     * @param only whether nothing follows when the table has been caught up with
     */
    public record Snapshot(StartPoint start, boolean atEachStart, boolean only) {
        public Snapshot(StartPoint start) {
            this(start, false, false);
        }
    }

    /**
     * What becomes of a table that fails.
     *
     * @param maxRetries failures in a row that are tried again before {@code afterwards} counts; negative for ever
     * @param redoLost whether a window whose staged files are gone is unloaded again, although some of its rows are out
     */
    public record Failures(Backoff backoff, int maxRetries, GivingUp afterwards, boolean redoLost) {}

    /** What follows the last retry. */
    public enum GivingUp {
        /** More retries, at the longest pause. */
        RETRY,
        /** The task fails, and with it its other tables. */
        FAIL,
        /** The table rests until its task is started again. */
        SKIP
    }

    /**
     * The steps' own work, each done elsewhere.
     *
     * @param planners make one for a table as it is now and the rows of it that are wanted
     * @param observer of changes of the table's columns that it goes on with
     * @param status where operators see how the table stands
     */
    public record Collaborators(
            Catalog catalog,
            BiFunction<Table, RowFilter, Planner> planners,
            Exporter exporter,
            RowReader.Factory readers,
            RecordMapper mapper,
            BadRows badRows,
            SchemaObserver observer,
            TableStatus status) {}

    /**
     * Where a stream remembers and where it lets go.
     *
     * @param stored reads Connect's offset storage and may block
     * @param layouts the same of every number of shards that the table may have had; none where what is stored does not
     *     count any more, and {@link CatalogException} where it must not be gone on from
     */
    public record Memory(
            Supplier<Optional<SourceOffset>> stored,
            Supplier<ShardLayouts> layouts,
            ExportRelease release,
            Executor background) {}

    /**
     * @param whenReady called from any thread when a call of {@link #poll} may have something new to do
     */
    public TableStream(Subject subject, Collaborators with, Memory memory, Clock clock, Runnable whenReady) {
        this.subject = subject;
        this.with = with;
        this.staged = new StagedExports(memory.release(), memory.stored(), memory.background(), clock);
        this.context = new TableContext(subject, with, staged, memory, clock, whenReady);
        this.clock = clock;
        this.heartbeatDue = nextHeartbeat();
        this.step = new Idle(context, subject.polls().start());
    }

    /**
     * Goes on as far as it can without waiting and returns the records that are there, at most {@code max}. Throws
     * {@link StreamFailedException} when the table has failed too often in a row.
     */
    public List<SourceRecord> poll(int max) {
        try {
            advance();
            List<SourceRecord> records = context.offsetIsUntold() ? List.of() : step.records(max);
            if (!records.isEmpty()) {
                context.progressed();
                heartbeatDue = nextHeartbeat();
                return records;
            }
            return heartbeat();
        } catch (RuntimeException failure) {
            fail(
                    failure instanceof CompletionException wrapped && wrapped.getCause() != null
                            ? wrapped.getCause()
                            : failure);
            return List.of();
        } finally {
            with.status().now(step.state());
            staged.tend(Stream.of(step.exportInUse(), context.offset().flatMap(SourceOffset::exportInUse))
                    .flatMap(Optional::stream)
                    .toList());
        }
    }

    /** Asks Redshift anew for what it waits for, from the last offset it returned; what reads files goes on. */
    void takeUpAgain() {
        if (!(step instanceof Idle || step instanceof Reading || step instanceof Reopening)) {
            step.close();
            step = context.wayOn();
        }
    }

    /** Stops what runs for this table in Redshift and lets go of buffers; nothing else may be called afterwards. */
    public void close() {
        step.close();
    }

    private void advance() {
        Step next = step.advance();
        while (next != step) {
            step = next;
            next = step.advance();
        }
    }

    private List<SourceRecord> heartbeat() {
        boolean due = !subject.heartbeat().isZero() && !clock.instant().isBefore(heartbeatDue);
        Optional<SourceOffset> offset = context.offset();
        if (offset.isEmpty() || !(context.offsetIsUntold() || due)) {
            return List.of();
        }
        context.told();
        heartbeatDue = nextHeartbeat();
        return List.of(with.mapper().heartbeat(offset.get(), clock.millis()));
    }

    private Instant nextHeartbeat() {
        return clock.instant().plus(subject.heartbeat());
    }

    private void fail(Throwable failure) {
        step.close();
        with.status().failed(String.valueOf(failure.getMessage()));
        if (failure instanceof CatalogException) {
            // Trying again soon does not help, and the other tables of this task must not fail with this one.
            context.failed();
            context.forgetFailures();
            Duration wait = subject.failures().backoff().longest();
            LOG.error(
                    "{} cannot be streamed, will be looked at again in {}: {}",
                    subject.label(),
                    wait,
                    failure.getMessage());
            step = new Idle(context, clock.instant().plus(wait), TableStatus.State.FAILING);
            return;
        }
        int failures = context.failed();
        if (isGone(failure) && subject.failures().redoLost()) {
            context.redo();
        }
        int most = subject.failures().maxRetries();
        if (most >= 0 && failures > most && subject.failures().afterwards() != GivingUp.RETRY) {
            giveUp(failures, failure);
            return;
        }
        Duration wait = subject.failures().backoff().after(failures);
        LOG.error(
                "{} failed ({} in a row), will be tried again in {}: {}",
                subject.label(),
                failures,
                wait,
                failure.getMessage(),
                failure);
        step = new Idle(context, clock.instant().plus(wait), TableStatus.State.FAILING);
    }

    private static boolean isGone(Throwable failure) {
        return failure != null && (failure instanceof GoneException || isGone(failure.getCause()));
    }

    private void giveUp(int failures, Throwable failure) {
        String message = "%s \"%s\" failed %d times in a row (errors.max.retries=%d): %s"
                .formatted(
                        subject.table().isQuery() ? "Query" : "Table",
                        subject.label(),
                        failures,
                        subject.failures().maxRetries(),
                        failure.getMessage());
        if (subject.failures().afterwards() == GivingUp.FAIL) {
            throw new StreamFailedException(message, failure);
        }
        LOG.error(
                "{} It is not read any more until its task is started again (table.failure.mode=skip).",
                message,
                failure);
        step = new Idle(context, Instant.MAX, TableStatus.State.RESTING);
    }
}
