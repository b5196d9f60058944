// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import connect.redshift.record.ShardLayouts;
import connect.redshift.record.Sharding;
import connect.redshift.record.SourceOffset;
import connect.redshift.table.RowFilter;
import connect.redshift.table.Slice;
import connect.redshift.table.Table;
import connect.redshift.window.Planner;
import connect.redshift.window.Position;
import connect.redshift.window.Window;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the steps of one stream share: where the table stands, and what they work with. Poll thread only. */
final class TableContext {
    private static final Logger LOG = LoggerFactory.getLogger(TableContext.class);

    private final TableStream.Subject subject;
    private final TableStream.Collaborators with;
    private final StagedExports staged;
    private final TableStream.Memory memory;
    private final Clock clock;
    private final Runnable whenReady;
    private final RecordShape shape;
    private final Budget budget;

    private Optional<SourceOffset> offset = Optional.empty();
    private Sharding sharding = Sharding.NONE;
    private Optional<Table> described = Optional.empty();
    private RowFilter filter = RowFilter.NONE;
    private Optional<Planner> planner = Optional.empty();
    private Optional<Window> lost = Optional.empty();
    private boolean offsetIsUntold;
    private int failures;

    TableContext(
            TableStream.Subject subject,
            TableStream.Collaborators with,
            StagedExports staged,
            TableStream.Memory memory,
            Clock clock,
            Runnable whenReady) {
        this.subject = subject;
        this.with = with;
        this.staged = staged;
        this.memory = memory;
        this.clock = clock;
        this.whenReady = whenReady;
        this.budget = new Budget(subject.limits());
        this.shape = new RecordShape(subject.table(), subject.rules(), with.observer());
    }

    TableStream.Subject subject() {
        return subject;
    }

    TableStream.Collaborators with() {
        return with;
    }

    StagedExports staged() {
        return staged;
    }

    RecordShape shape() {
        return shape;
    }

    /** One more statement that Redshift was asked for this table, alone or together with others. */
    void asked(Instant now) {
        budget.statement(now);
        with.status().statement();
    }

    Budget budget() {
        return budget;
    }

    Instant now() {
        return clock.instant();
    }

    Runnable whenReady() {
        return whenReady;
    }

    /** When the table is asked for new rows again; {@link Instant#MIN}, at once, stays so. */
    Instant pollAfter(Instant asked) {
        return asked.equals(Instant.MIN) ? asked : subject.polls().next().apply(asked);
    }

    /** {@code work} itself; the poll thread is woken when it is done. */
    <T> CompletableFuture<T> watched(CompletableFuture<T> work) {
        // The original is returned: it is done before anybody is woken, which its dependents need not be.
        var unused = work.whenComplete((value, failure) -> whenReady.run());
        return work;
    }

    /** The offset behind the last record that was returned, or the one that was resumed from. */
    Optional<SourceOffset> offset() {
        return offset;
    }

    void reached(SourceOffset known) {
        offset = Optional.of(known);
        with.status().stands(known);
    }

    /** Moves to a position that no row tells, so that a heartbeat has to. */
    void moveTo(Position position) {
        SourceOffset end = new SourceOffset.Finished(position, shape.fingerprint(), sharding);
        staged.told(end);
        reached(end);
        offsetIsUntold = true;
    }

    boolean offsetIsUntold() {
        return offsetIsUntold;
    }

    void told() {
        offsetIsUntold = false;
    }

    Position position() {
        if (offset.orElseThrow() instanceof SourceOffset.Finished finished) {
            return finished.position();
        }
        throw new IllegalStateException("%s plans while it reads".formatted(subject.table()));
    }

    Planner planner() {
        return planner.orElseThrow();
    }

    /** Plans by the table as it was described just now, for a stream that stands at {@code position}. */
    void planFor(Table table, Position position) {
        described = Optional.of(table);
        filter = filter(table, position);
        planner = Optional.of(with.planners().apply(table, filter));
    }

    /** Those of the user's rows that are this stream's and not out already. */
    private RowFilter filter(Table table, Position position) {
        Slice slice = subject.slice();
        RowFilter wanted = subject.rules().filter();
        return sharding.earlier()
                .left(
                        slice.isAll() ? wanted : wanted.narrowed(slice.condition(table)),
                        position,
                        table,
                        subject.watermarkColumn());
    }

    /** The rows that are exported. */
    RowFilter filter() {
        return filter;
    }

    CompletableFuture<ShardLayouts> layouts() {
        return watched(CompletableFuture.supplyAsync(memory.layouts(), memory.background()));
    }

    /** What each offset of this stream says of how the table is split. */
    Sharding sharding() {
        return sharding;
    }

    void splitAs(Sharding known) {
        sharding = known;
    }

    /** The files of the export that is being read are gone: its window is unloaded again. */
    void redo() {
        if (offset.orElse(null) instanceof SourceOffset.Reading reading) {
            lost = Optional.of(reading.window());
        }
    }

    /** The way on from what is known: nothing yet, an export half read, or a position. */
    Step wayOn() {
        if (lost.isPresent()) {
            Window window = lost.get();
            lost = Optional.empty();
            return new Unloading(this, window, Instant.MIN);
        }
        if (offset.isEmpty() || planner.isEmpty()) {
            return new Resuming(this);
        }
        if (offset.get() instanceof SourceOffset.Reading reading) {
            return new Reopening(this, reading);
        }
        SourceOffset.Finished finished = (SourceOffset.Finished) offset.get();
        if (finished.position() instanceof Position.Ended ended) {
            if (subject.snapshot().only()) {
                return new Idle(this, Instant.MAX, TableStatus.State.OVER);
            }
            // It was to end when its window was planned, and is to go on by now.
            reached(new SourceOffset.Finished(ended.at(), finished.fingerprint(), sharding));
        }
        return planning();
    }

    /** Plans, without looking for what is out already once it lies behind. */
    private Step planning() {
        Table table = described.orElseThrow();
        if (!filter.equals(filter(table, position()))) {
            planFor(table, position());
        }
        return plan();
    }

    /** Asks what is to be read next, unless the user's hours or limits forbid it for now. */
    Step plan() {
        Instant now = now();
        Instant open = subject.polls().open().apply(now);
        if (open.isAfter(now)) {
            LOG.info("{} is not asked for new rows until {} (poll.quiet.hours)", subject.table(), open);
            return new Paused(this, open, Paused.Reason.QUIET_HOURS);
        }
        Optional<Budget.Exhausted> exhausted = budget.exhausted(now);
        if (exhausted.isPresent()) {
            LOG.warn(
                    "{} is paused until {}: {}",
                    subject.table(),
                    exhausted.get().until(),
                    exhausted.get().reason());
            return new Paused(this, exhausted.get().until(), Paused.Reason.GUARDRAIL);
        }
        return new Planning(this);
    }

    void progressed() {
        forgetFailures();
        with.status().succeeded();
    }

    void forgetFailures() {
        failures = 0;
    }

    /** Counts a failure; the table is described anew, since it may have been altered. */
    int failed() {
        planner = Optional.empty();
        return ++failures;
    }
}
