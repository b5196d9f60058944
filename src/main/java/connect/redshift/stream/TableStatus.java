// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import connect.redshift.record.SourceOffset;
import connect.redshift.window.Position;
import connect.redshift.window.Watermark;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What operators see of one table, and all that is kept of its past: a few numbers, however long it lives. The poll
 * thread writes it and any thread reads it. Each value is true by itself; two of them may be of different moments.
 */
public final class TableStatus {
    /** An error's text may quote what a user wrote, and a monitoring system keeps each one. */
    private static final int LONGEST_ERROR = 1_000;

    private final String table;
    private final ZoneId zone;
    private final Clock clock;
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong badRows = new AtomicLong();
    private final AtomicLong stagedBytes = new AtomicLong();
    private final AtomicLong statements = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong failuresInARow = new AtomicLong();
    private volatile State state = State.IDLE;
    private volatile String watermark = "";
    private volatile Optional<Instant> outUpTo = Optional.empty();
    private volatile Optional<Instant> lastSuccess = Optional.empty();
    private volatile String lastError = "";
    private volatile long rowsLeft;

    /** What a table's stream is doing. */
    public enum State {
        /** Finding where it stands, or a half-read export. */
        RESUMING,
        /** Asking Redshift what is new. */
        PLANNING,
        /** Waiting for an UNLOAD. */
        UNLOADING,
        /** Handing out the rows of an export. */
        READING,
        /** Nothing to do until the next poll interval. */
        IDLE,
        /** Waiting for the next try. */
        FAILING,
        /** Left alone for a while by a guardrail or for quiet hours. */
        PAUSED,
        /** Failed too often, and left alone until its task is started again. */
        RESTING,
        /** All that was wanted is out. */
        OVER
    }

    /**
     * @param table what operators call it
     * @param zone of TIMESTAMP and DATE watermarks ({@code db.timezone})
     */
    public TableStatus(String table, ZoneId zone, Clock clock) {
        this.table = table;
        this.zone = zone;
        this.clock = clock;
    }

    /** One more statement was asked for, for this table alone or together with others. */
    public void statement() {
        statements.incrementAndGet();
    }

    void now(State doing) {
        state = doing;
    }

    void stands(SourceOffset offset) {
        if (offset instanceof SourceOffset.Finished finished) {
            stands(finished.position());
        } else if (offset instanceof SourceOffset.Reading reading && watermark.isEmpty()) {
            // It may lie before what was out already: a window can overlap the one before it.
            stands(reading.window().after());
        }
    }

    private void stands(Position position) {
        watermark = position.watermark().map(Watermark::text).orElse("");
        position.watermark().flatMap(reached -> reached.instant(zone)).ifPresent(this::outUpTo);
        Position reached = position instanceof Position.Ended ended ? ended.at() : position;
        if (reached instanceof Position.WholeRead whole) {
            outUpTo(whole.at());
        }
    }

    /** Redshift had nothing newer than what is out, when asked at this moment. */
    void outUpTo(Instant moment) {
        if (outUpTo.isEmpty() || outUpTo.get().isBefore(moment)) {
            outUpTo = Optional.of(moment);
        }
    }

    void succeeded() {
        failuresInARow.set(0);
        lastSuccess = Optional.of(clock.instant());
    }

    void failed(String error) {
        failures.incrementAndGet();
        failuresInARow.incrementAndGet();
        lastError = error.length() > LONGEST_ERROR ? error.substring(0, LONGEST_ERROR) + "…" : error;
    }

    void staged(long bytes) {
        stagedBytes.addAndGet(bytes);
    }

    /**
     * @param left rows of the export that are still to come
     */
    void read(long handed, long bad, long left) {
        rows.addAndGet(handed);
        badRows.addAndGet(bad);
        rowsLeft = left;
    }

    public String table() {
        return table;
    }

    public State state() {
        return state;
    }

    /** Every row up to this value is out; empty where none is known. */
    public String watermark() {
        return watermark;
    }

    /**
     * How far what is out lies behind the clock: behind the watermark's moment, or behind the last time that Redshift had
     * nothing newer, whichever is later. Empty where neither is known.
     */
    public Optional<Duration> lag() {
        return outUpTo.map(moment -> Duration.between(moment, clock.instant()))
                // The warehouse's clock may be ahead of the worker's.
                .map(lag -> lag.isNegative() ? Duration.ZERO : lag);
    }

    /** Rows handed to Connect as records. */
    public long rows() {
        return rows.get();
    }

    /** Rows left out or sent to the topic of bad rows. */
    public long badRows() {
        return badRows.get();
    }

    /** Bytes of the exports that were made. */
    public long stagedBytes() {
        return stagedBytes.get();
    }

    /** Rows of the export that is being read, or was when it failed, that are still to come. */
    public long rowsLeft() {
        return rowsLeft;
    }

    public long statements() {
        return statements.get();
    }

    public long failures() {
        return failures.get();
    }

    /** Failures since the last success. */
    public long failuresInARow() {
        return failuresInARow.get();
    }

    /** In milliseconds since 1970. */
    public OptionalLong lastSuccess() {
        return lastSuccess.map(Instant::toEpochMilli).map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    /** Of the last failure, however long ago; empty where there was none. */
    public String lastError() {
        return lastError;
    }
}
