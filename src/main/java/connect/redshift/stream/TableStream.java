// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import connect.redshift.export.Export;
import connect.redshift.export.ExportRelease;
import connect.redshift.export.Exporter;
import connect.redshift.export.RunningExport;
import connect.redshift.record.RecordMapper;
import connect.redshift.record.SourceOffset;
import connect.redshift.rows.RowReader;
import connect.redshift.rows.RowReader.RowPosition;
import connect.redshift.table.Catalog;
import connect.redshift.table.Ordering;
import connect.redshift.table.RowLayout;
import connect.redshift.table.Table;
import connect.redshift.table.TableId;
import connect.redshift.window.Plan;
import connect.redshift.window.Position;
import connect.redshift.window.Watermark;
import connect.redshift.window.Window;
import connect.redshift.window.WindowPlanner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
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
    private final Clock clock;
    private final Runnable whenReady;

    private Step step;
    private Optional<SourceOffset> offset = Optional.empty();
    private Optional<WindowPlanner> planner = Optional.empty();
    private boolean offsetIsUntold;
    private Instant heartbeatDue;
    private int failures;

    /**
     * What is streamed, and how often.
     *
     * @param name what operators see: the connector's and the table's
     * @param heartbeat how often an idle table tells its offset; zero for only when it must
     * @param longestRow of failures before the stream gives up; negative for never
     */
    public record Subject(
            String name,
            TableId table,
            String watermarkColumn,
            String valueSchema,
            StartPoint start,
            Duration pollInterval,
            Duration heartbeat,
            Backoff backoff,
            int longestRow) {}

    /** The steps' own work, each done elsewhere. */
    public record Collaborators(
            Catalog catalog,
            Function<Ordering, WindowPlanner> planners,
            Exporter exporter,
            RowReader.Factory readers,
            RecordMapper mapper) {}

    /**
     * Where a stream remembers and where it lets go.
     *
     * @param stored reads Connect's offset storage and may block
     */
    public record Memory(Supplier<Optional<SourceOffset>> stored, ExportRelease release, Executor background) {}

    /**
     * @param whenReady called from any thread when a call of {@link #poll} may have something new to do
     */
    public TableStream(Subject subject, Collaborators with, Memory memory, Clock clock, Runnable whenReady) {
        this.subject = subject;
        this.with = with;
        this.staged = new StagedExports(memory.release(), memory.stored(), memory.background(), clock);
        this.clock = clock;
        this.whenReady = whenReady;
        this.heartbeatDue = Instant.MAX;
        this.step = new Idle(Instant.MIN);
    }

    /**
     * Goes on as far as it can without waiting and returns the records that are there, at most {@code max}. Throws
     * {@link StreamFailedException} when the table has failed too often in a row.
     */
    public List<SourceRecord> poll(int max) {
        try {
            advance();
            List<SourceRecord> records = offsetIsUntold ? List.of() : step.records(max);
            if (!records.isEmpty()) {
                failures = 0;
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
            staged.tend(Stream.of(step.exportInUse(), offset.flatMap(SourceOffset::exportInUse))
                    .flatMap(Optional::stream)
                    .toList());
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
        boolean due = !clock.instant().isBefore(heartbeatDue);
        if (offset.isEmpty() || !(offsetIsUntold || due)) {
            return List.of();
        }
        offsetIsUntold = false;
        heartbeatDue = nextHeartbeat();
        return List.of(with.mapper().heartbeat(offset.get(), clock.millis()));
    }

    private Instant nextHeartbeat() {
        return subject.heartbeat().isZero() ? Instant.MAX : clock.instant().plus(subject.heartbeat());
    }

    private void fail(Throwable failure) {
        step.close();
        failures++;
        if (subject.longestRow() >= 0 && failures > subject.longestRow()) {
            throw new StreamFailedException(
                    "Table \"%s\" failed %d times in a row (errors.max.retries=%d): %s"
                            .formatted(subject.table(), failures, subject.longestRow(), failure.getMessage()),
                    failure);
        }
        Duration wait = subject.backoff().after(failures);
        LOG.error(
                "{} failed ({} in a row), will be tried again in {}: {}",
                subject.table(),
                failures,
                wait,
                failure.getMessage(),
                failure);
        step = new Idle(clock.instant().plus(wait));
    }

    private <T> CompletableFuture<T> watched(CompletableFuture<T> work) {
        // The original is returned: it is done before anybody is woken, which its dependents need not be.
        var unused = work.whenComplete((value, failure) -> whenReady.run());
        return work;
    }

    /** The way on from what is known: nothing yet, an export half read, or a position. */
    private Step wayOn() {
        if (offset.isEmpty() || planner.isEmpty()) {
            return new Resuming();
        }
        return offset.get() instanceof SourceOffset.Reading reading ? new Reopening(reading) : new Planning();
    }

    private Position position() {
        if (offset.orElseThrow() instanceof SourceOffset.Finished finished) {
            return finished.position();
        }
        throw new IllegalStateException("%s plans while it reads".formatted(subject.table()));
    }

    /** Moves to a position that no row tells. */
    private void moveTo(Position position) {
        SourceOffset end = new SourceOffset.Finished(position);
        staged.told(end);
        offset = Optional.of(end);
        offsetIsUntold = true;
    }

    /** Nothing to do until a moment. */
    private final class Idle implements Step {
        private final Instant until;

        Idle(Instant until) {
            this.until = until;
        }

        @Override
        public Step advance() {
            return clock.instant().isBefore(until) ? this : wayOn();
        }
    }

    /** Asks Connect where the table stands, and Redshift what its watermark column is. */
    private final class Resuming implements Step {
        private final CompletableFuture<Optional<SourceOffset>> stored = watched(staged.storedOffset());
        private final CompletableFuture<Table> described =
                watched(with.catalog().describe(subject.table()));

        @Override
        public Step advance() {
            if (!stored.isDone() || !described.isDone()) {
                return this;
            }
            Ordering ordering = described.join().ordering(subject.watermarkColumn());
            planner = Optional.of(with.planners().apply(ordering));
            offset = offset.or(stored::join);
            offset.ifPresent(known -> LOG.info("{} goes on behind {}", subject.table(), known));
            return offset.isPresent() ? wayOn() : start(ordering);
        }

        private Step start(Ordering ordering) {
            LOG.info("{} starts: {}", subject.table(), subject.start());
            if (subject.start() instanceof StartPoint.Now) {
                return new StartingNow();
            }
            Position position = subject.start() instanceof StartPoint.After after
                    ? new Position.Behind(new Watermark(ordering, after.watermark()))
                    : new Position.Beginning();
            // The same start is found again after a restart, so no heartbeat has to carry it.
            offset = Optional.of(new SourceOffset.Finished(position));
            return new Planning();
        }
    }

    /** Asks Redshift what now is; the answer must be stored, or a restart would ask again and lose what came between. */
    private final class StartingNow implements Step {
        private final CompletableFuture<Position> now =
                watched(planner.orElseThrow().now());

        @Override
        public Step advance() {
            if (!now.isDone()) {
                return this;
            }
            moveTo(now.join());
            return new Planning();
        }
    }

    /** Asks Redshift how far the table may be read. */
    private final class Planning implements Step {
        private final Instant began = clock.instant();
        private final CompletableFuture<Plan> plan =
                watched(planner.orElseThrow().plan(position()));

        @Override
        public Step advance() {
            if (!plan.isDone()) {
                return this;
            }
            Plan found = plan.join();
            if (found instanceof Plan.Read read) {
                return new Unloading(read.window(), began);
            }
            if (found instanceof Plan.TooYoung) {
                Duration delay = planner.orElseThrow().delay();
                return new Idle(
                        began.plus(delay.compareTo(subject.pollInterval()) < 0 ? delay : subject.pollInterval()));
            }
            failures = 0;
            return new Idle(began.plus(subject.pollInterval()));
        }
    }

    /** Has Redshift write a window to S3. */
    private final class Unloading implements Step {
        private final Window window;
        private final Instant planned;
        private final Instant began = clock.instant();
        private final CompletableFuture<Table> described =
                watched(with.catalog().describe(subject.table()));
        private Optional<RunningExport> export = Optional.empty();

        Unloading(Window window, Instant planned) {
            this.window = window;
            this.planned = planned;
        }

        @Override
        public Step advance() {
            if (export.isEmpty()) {
                if (!described.isDone()) {
                    return this;
                }
                start(described.join());
            }
            CompletableFuture<Optional<Export>> done = export.orElseThrow().done();
            return done.isDone() ? take(done.join()) : this;
        }

        private void start(Table table) {
            RunningExport started = with.exporter().start(subject.name(), table, window);
            export = Optional.of(started);
            staged.own(started.id());
            var unused = watched(started.done());
        }

        private Step take(Optional<Export> made) {
            if (made.isEmpty()) {
                LOG.info("{} {}: no rows any more", subject.table(), window);
                moveTo(window.end());
                failures = 0;
                return new Idle(planned.plus(subject.pollInterval()));
            }
            Export staged = made.get();
            LOG.info(
                    "{} export {} {}: {} rows, {} parts, {} bytes, unloaded in {} ms",
                    subject.table(),
                    staged.id(),
                    window,
                    staged.rows(),
                    staged.parts().size(),
                    staged.bytes(),
                    Duration.between(began, clock.instant()).toMillis());
            return new Reading(staged, new SourceOffset.Reading(staged.id(), window, 0, 0), planned);
        }

        @Override
        public Optional<String> exportInUse() {
            return export.map(RunningExport::id);
        }

        @Override
        public void close() {
            export.ifPresent(RunningExport::cancel);
        }
    }

    /** Finds a half-read export again. */
    private final class Reopening implements Step {
        private final SourceOffset.Reading reading;
        private final CompletableFuture<Export> export;

        Reopening(SourceOffset.Reading reading) {
            this.reading = reading;
            this.export = watched(with.exporter().reopen(reading.export(), reading.window()));
            staged.own(reading.export());
        }

        @Override
        public Step advance() {
            return export.isDone() ? new Reading(export.join(), reading, clock.instant()) : this;
        }

        @Override
        public Optional<String> exportInUse() {
            return Optional.of(reading.export());
        }
    }

    /** Hands out the rows of an export. */
    private final class Reading implements Step {
        private final Export export;
        private final SourceOffset.Reading start;
        private final Instant planned;
        private final Instant began = clock.instant();
        private final ExportCursor cursor;
        private long rows;

        Reading(Export export, SourceOffset.Reading start, Instant planned) {
            this.export = export;
            this.start = start;
            this.planned = planned;
            RowReader reader = with.readers()
                    .open(
                            RowLayout.of(subject.valueSchema(), export.columns()),
                            export.parts(),
                            new RowPosition(start.part(), start.rows()),
                            whenReady);
            this.cursor = new ExportCursor(export, reader, with.mapper(), start);
        }

        @Override
        public Step advance() {
            if (!cursor.finished()) {
                return this;
            }
            cursor.close();
            if (cursor.offset() instanceof SourceOffset.Reading) {
                // Only an offset that somebody edited points behind the last row; the window is out all the same.
                moveTo(export.window().end());
            }
            LOG.info(
                    "{} export {}: {} of {} rows handed to Kafka in {} ms",
                    subject.table(),
                    export.id(),
                    rows,
                    export.rows(),
                    Duration.between(began, clock.instant()).toMillis());
            return new Idle(planned.plus(subject.pollInterval()));
        }

        @Override
        public List<SourceRecord> records(int max) {
            List<SourceRecord> records = cursor.next(max);
            if (!records.isEmpty()) {
                rows += records.size();
                offset = Optional.of(cursor.offset());
                // One batch may begin and end an export, and a commit may still fall in between.
                staged.told(start);
                staged.told(cursor.offset());
            }
            return records;
        }

        @Override
        public Optional<String> exportInUse() {
            return Optional.of(export.id());
        }

        @Override
        public void close() {
            cursor.close();
        }
    }
}
