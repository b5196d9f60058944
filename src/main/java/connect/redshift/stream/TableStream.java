// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import connect.redshift.export.ExportRelease;
import connect.redshift.export.Exporter;
import connect.redshift.record.RecordMapper;
import connect.redshift.record.SourceOffset;
import connect.redshift.rows.RowReader;
import connect.redshift.table.Catalog;
import connect.redshift.table.CatalogException;
import connect.redshift.table.Ordering;
import connect.redshift.table.TableId;
import connect.redshift.table.TableRules;
import connect.redshift.window.WindowPlanner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
    private final TableContext context;
    private final Clock clock;

    private Step step;
    private Instant heartbeatDue;

    /**
     * What is streamed, and how often.
     *
     * @param name what operators see: the connector's and the table's
     * @param heartbeat how often an idle table tells its offset; zero for only when it must
     * @param maxRetries failures in a row that are tried again before the stream gives up; negative for ever
     */
    public record Subject(
            String name,
            TableId table,
            String watermarkColumn,
            TableRules rules,
            StartPoint start,
            Duration pollInterval,
            Duration heartbeat,
            Backoff backoff,
            int maxRetries) {}

    /**
     * The steps' own work, each done elsewhere.
     *
     * @param observer of changes of the table's columns that it goes on with
     */
    public record Collaborators(
            Catalog catalog,
            Function<Ordering, WindowPlanner> planners,
            Exporter exporter,
            RowReader.Factory readers,
            RecordMapper mapper,
            SchemaObserver observer) {}

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
        this.context = new TableContext(subject, with, staged, clock, whenReady);
        this.clock = clock;
        this.heartbeatDue = nextHeartbeat();
        this.step = new Idle(context, Instant.MIN);
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
            staged.tend(Stream.of(step.exportInUse(), context.offset().flatMap(SourceOffset::exportInUse))
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
        if (failure instanceof CatalogException) {
            // Trying again soon does not help, and the other tables of this task must not fail with this one.
            context.failed();
            context.progressed();
            Duration wait = subject.backoff().longest();
            LOG.error(
                    "{} cannot be streamed, will be looked at again in {}: {}",
                    subject.table(),
                    wait,
                    failure.getMessage());
            step = new Idle(context, clock.instant().plus(wait));
            return;
        }
        int failures = context.failed();
        if (subject.maxRetries() >= 0 && failures > subject.maxRetries()) {
            throw new StreamFailedException(
                    "Table \"%s\" failed %d times in a row (errors.max.retries=%d): %s"
                            .formatted(subject.table(), failures, subject.maxRetries(), failure.getMessage()),
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
        step = new Idle(context, clock.instant().plus(wait));
    }
}
